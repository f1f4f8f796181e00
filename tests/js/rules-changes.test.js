/** A change is judged by what looks at it and by nothing else; what cannot be read is remembered. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Audit } from "../../ruantong/site/static/js/rules/audit.js";
import { dossier, six, Written } from "./rules-document.js";

/** @param {import("../../ruantong/site/static/js/rules/audit.js").Audit} audit */
const keys = (audit) => audit.findings().map(({ key }) => key);

/** Rules that look at one thing each; every one of them but the last two fails for an empty form 6. */
function lookers() {
  const written = new Written();
  const nine = written.figure(9);
  written.rule(written.compare(">=", written.cell("10"), nine), { id: "cell" });
  written.rule(written.answered("asked", "1"), { id: "head" });
  written.rule(written.compare(">=", written.total("lines", ["E"]), nine), { id: "sum" });
  written.rule(written.compare(">=", written.add("load", written.leaf("count", "6", "others", [])), written.figure(0.09)), { id: "count" });
  written.rule(written.fact("filled", "6", ["A"]), { id: "filled" });
  written.rule(written.fact("samecolumns", "6", ["20"], "A", "B"), { id: "same" });
  const twice = written.add("sum", [[2, written.cell("30")]], 0);
  written.computes("6.10.B", [[written.answered("odd", "X"), written.figure(7)], [written.add("truth", true), twice]]);
  written.rule(written.compare(">=", written.add("load", written.leaf("auto", "6", "10", "B", 2)), nine), { id: "auto" });
  written.rule(written.compare(">=", written.cell("10", "N", "previous"), nine), { id: "old" });
  const when = written.filled("cell", "current", "6", "k12", "A", 0, true);
  written.rule(written.compare(">=", written.figure(0), nine), { id: "condition", steps: [[when, null, 2, 3]] });
  return written;
}

const PREVIOUS = { previous: six({ 10: { N: "1" } }) };

test("every change reaches the rules that look at it", () => {
  const audit = lookers().audit(six({}), PREVIOUS);
  const names = audit.program.instances.map(({ rule }) => rule.id);
  /** @param {number[]} touched */
  const named = (touched) => touched.map((number) => names[number]).sort();
  assert.deepEqual(named(audit.change("6.10.A", "1.00")), ["cell", "filled"]);
  assert.deepEqual(named(audit.change("6.head.asked", "1")), ["head"]);
  assert.deepEqual(named(audit.changeLines("6.lines", [])), ["filled", "sum"]);
  assert.deepEqual(named(audit.changeLines("6.others", [])), ["count", "filled"]);
  assert.deepEqual(named(audit.change("6.20.A", "1.00")), ["filled", "same"]);
  assert.deepEqual(named(audit.change("6.20.B", "1.00")), ["filled", "same"]);
  assert.deepEqual(named(audit.change("6.30.A", "1")), ["auto", "filled"]);
  assert.deepEqual(named(audit.change("6.head.odd", "x")), ["auto"]);
  assert.deepEqual(named(audit.change("6.10.N", "1")), ["filled"]);
  assert.deepEqual(named(audit.change("6.k12.A", "文")), ["condition", "filled"]);
  assert.deepEqual(audit.change("5.10.A", "1.00"), []);
  assert.deepEqual(audit.changeLines("5.lines", []), []);
  assert.deepEqual(audit.change("6.10.D", "1.0"), []);
});

test("verdicts and counts follow the changes", () => {
  const audit = lookers().audit(six({}), PREVIOUS);
  assert.deepEqual(keys(audit), ["cell", "head", "sum", "count", "filled", "same", "auto", "old"]);
  assert.deepEqual(audit.counts, { pass: 0, fail: 8, not_applicable: 1, not_evaluated: 0, total: 9 });
  audit.change("6.10.A", "9.00");
  audit.change("6.20.A", "3.00");
  audit.change("6.20.B", "3.00");
  audit.change("6.30.A", "5");
  audit.change("6.head.asked", "1");
  audit.change("6.k12.A", "文");
  audit.changeLines("6.lines", [{ code: "E1", 1: "4.00" }, { code: "E2", 1: "5.00" }, { code: "X3", 1: "4.00" }]);
  audit.changeLines("6.others", [{ code: "1" }]);
  assert.deepEqual(keys(audit), ["count", "old", "condition"]);
  assert.deepEqual([...audit.told].sort(), [3, 7, 8]);
  assert.deepEqual(audit.counts, { pass: 6, fail: 3, not_applicable: 0, not_evaluated: 0, total: 9 });
  audit.change("6.head.odd", "x");
  assert.deepEqual(keys(audit), ["count", "auto", "old", "condition"]);
  audit.changeLines("6.lines", [{ code: "E1", 1: "4.00" }]);
  assert.deepEqual(keys(audit), ["sum", "count", "auto", "old", "condition"]);
});

test("blanking a cell or the last line leaves nothing behind", () => {
  const audit = lookers().audit(six({ 10: { A: "9.00" } }, { head: { asked: "1" }, rows: { lines: [{ code: "E1", 1: "9.00" }] } }), PREVIOUS);
  assert.equal(audit.textless("6.10.A"), false);
  assert.equal(audit.textless("6.head.asked"), false);
  assert.equal(audit.textless("6.lines[1].1"), false);
  assert.equal(audit.textless("6.lines[1].2"), true);
  assert.equal(audit.textless("6.lines[11].1"), true);
  assert.equal(audit.textless("6.others[1].1"), true);
  assert.equal(audit.textless("7.10.A"), true);
  audit.changeLines("6.many", Array.from({ length: 11 }, () => ({ 1: "1" })));
  assert.equal(audit.textless("6.many[11].1"), false);
  assert.equal(audit.textless("6.many[12].1"), true);
  assert.equal(audit.textless("6.many[1]x.1"), true);
  audit.changeLines("6.many", []);
  audit.change("6.10.A", "");
  audit.change("6.head.asked", " ");
  audit.changeLines("6.lines", [{}, { code: "" }]);
  for (const ref of ["6.10.A", "6.head.asked", "6.lines[1].1"]) assert.equal(audit.textless(ref), true, ref);
  assert.deepEqual(audit.state.content("6"), { head: new Map(), cells: new Map(), rows: new Map() });
  assert.ok(keys(audit).includes("filled"));
});

test("a form that was not sent is there once something is typed", () => {
  const audit = lookers().audit({}, PREVIOUS);
  audit.change("6.10.A", "9.00");
  assert.ok(!keys(audit).includes("cell"));
  assert.equal(audit.textless("6.10.A"), false);
  assert.equal(lookers().audit({}).textless("6.10.A"), true);
});

test("what cannot be read is blank, is named, and is forgotten once it can", () => {
  const rows = { lines: [{ code: "E1", 1: "乱" }], others: [{ 1: "乱" }] };
  const audit = lookers().audit(six({ 10: { A: "乱" } }, { rows }), PREVIOUS);
  const unclear = () => [...audit.unclear].sort();
  assert.deepEqual(unclear(), ["6.10.A", "6.lines[1].1", "6.others[1].1"]);
  audit.change("6.10.A", "9.00");
  audit.change("6.20.A", "乱");
  audit.change("6.head.asked", "9");
  assert.deepEqual(unclear(), ["6.20.A", "6.head.asked", "6.lines[1].1", "6.others[1].1"]);
  assert.equal(audit.textless("6.20.A"), true);
  audit.changeLines("6.lines", [{ 1: "1.00" }, { 1: "更乱" }]);
  assert.deepEqual(unclear(), ["6.20.A", "6.head.asked", "6.lines[2].1", "6.others[1].1"]);
  audit.changeLines("6.others", [{ 1: "1" }, { 1: "2" }, { 1: "3" }]);
  assert.deepEqual(unclear(), ["6.20.A", "6.head.asked", "6.lines[2].1", "6.others"]);
  audit.changeLines("6.others", []);
  audit.change("6.20.A", "");
  audit.change("6.99.A", "1.00");
  audit.change("6.10.Z", "1.00");
  assert.deepEqual(unclear(), ["6.10.Z", "6.99.A", "6.head.asked", "6.lines[2].1"]);
});

test("only a text that cannot be read is unclear: a slip of the program is heard of", () => {
  const audit = lookers().audit(six({}), PREVIOUS);
  const form = /** @type {any} */ (audit.state.model.forms.get("6"));
  form.rows = undefined;
  assert.throws(() => audit.change("6.10.A", "1"), TypeError);
});

test("a change of what is owed judges everything again", () => {
  const written = new Written();
  written.rule(written.compare(">=", written.cell("10", "A", "current", "8"), written.figure(9)), { form: "8" });
  written.rule(written.compare(">=", written.cell("10"), written.figure(9)));
  written.rule(written.compare(">=", written.cell("10", "A", "current", "7"), written.figure(9)), { form: "7" });
  written.rule(written.compare(">=", written.cell("10", "A", "current", "9"), written.figure(9)), { form: "9" });
  const audit = written.audit({ ...six({ k0: { A: "X3" } }), 8: { cells: { 10: { A: "1.00" } } } });
  assert.deepEqual(keys(audit), ["R2"]);
  assert.deepEqual(audit.change("6.k0.A", "E1"), [0, 1, 2, 3]);
  assert.deepEqual(keys(audit), ["R1", "R2"]);
  assert.deepEqual(audit.change("6.k0.A", "E2"), [0, 1, 2, 3]);
  assert.deepEqual(keys(audit), ["R2"]);
  assert.deepEqual(audit.counts, { pass: 0, fail: 1, not_applicable: 3, not_evaluated: 0, total: 4 });
  assert.deepEqual(audit.change("6.k0.A", "X3"), []);
  const listed = written.audit(six({}), { unit: { ...dossier().unit, lists: ["form7"] } });
  assert.deepEqual(keys(listed), ["R2", "R3"]);
});

test("a form owed in place of another counts as a change", () => {
  const written = new Written();
  written.rule(written.compare(">=", written.cell("10", "A", "current", "8"), written.figure(9)), { form: "8" });
  const program = written.program();
  const other = /** @type {any} */ (program.model.forms.get("7"));
  other.applies = ["equals", "6", "k0", "A", "X3"];
  const audit = new Audit(program, dossier(six({ k0: { A: "X3" } })));
  assert.deepEqual(keys(audit), []);
  assert.deepEqual(audit.change("6.k0.A", "E1"), [0]);
  assert.deepEqual(keys(audit), ["R1"]);
});

test("the register is forgotten, nothing else", () => {
  const written = new Written();
  written.rule(written.fact("unique"), { unknown: 2 });
  written.rule(written.add("sametext", written.add("text", written.leaf("unit", "district")), written.add("literal", "500101")));
  const audit = written.audit(six({}), { unit: { ...dossier().unit, uscc_unique: false } });
  assert.deepEqual(keys(audit), ["R1", "R2"]);
  assert.deepEqual(audit.forgetRegister(), [0]);
  assert.deepEqual(keys(audit), ["R2"]);
});

test("lines of a form that comes to be owed are counted from then on", () => {
  const written = new Written();
  written.rule(written.compare("=", written.add("load", written.leaf("count", "8", "lines", [])), written.figure(0.02)));
  const audit = written.audit({ ...six({}), 8: { rows: { lines: [{ 1: "1.00" }, { 1: "2.00" }] } } });
  assert.deepEqual(keys(audit), ["R1"]);
  audit.change("6.k0.A", "E1");
  assert.deepEqual(keys(audit), []);
  audit.change("6.k0.A", "E2");
  assert.deepEqual(keys(audit), ["R1"]);
});

test("a rule for every line follows the lines, even when it looks at none of their cells", () => {
  const written = new Written();
  written.rule(written.filled("cell", "current", "6", "10", "A", 2, false), { group: "lines" });
  const audit = written.audit(six({}));
  assert.deepEqual(audit.counts, { pass: 0, fail: 0, not_applicable: 1, not_evaluated: 0, total: 1 });
  audit.changeLines("6.lines", [{ 1: "1.00" }, { 1: "2.00" }]);
  assert.deepEqual(keys(audit), ["R1:1", "R1:2"]);
  audit.change("6.10.A", "1.00");
  assert.deepEqual(audit.counts, { pass: 2, fail: 0, not_applicable: 0, not_evaluated: 0, total: 2 });
});

test("lines are added up once until a line changes, whatever cell does", () => {
  const written = new Written();
  const sum = written.total("lines", []);
  written.rule(written.compare("=", sum, written.cell("10")));
  written.rule(written.compare(">=", sum, written.cell("10")));
  const audit = written.audit(six({ 10: { A: "3.00" } }, { rows: { lines: [{ 1: "1.00" }, { 1: "2.00" }] } }));
  let read = 0;
  const lines = audit.state.lines.bind(audit.state);
  audit.state.lines = (when, form, group) => {
    read += 1;
    return lines(when, form, group);
  };
  audit.change("6.10.A", "4.00");
  assert.deepEqual(keys(audit), ["R1", "R2"]);
  assert.equal(read, 0);
  audit.changeLines("6.lines", [{ 1: "4.00" }]);
  assert.deepEqual(keys(audit), []);
  assert.equal(read, 1);
});
