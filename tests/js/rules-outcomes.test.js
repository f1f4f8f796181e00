/** One of four outcomes for every rule: which forms it needs, what its condition and its blanks decide. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { dossier, six, Written } from "./rules-document.js";

const [PASS, FAIL, NOWHERE, UNKNOWN] = [0, 1, 2, 3];

/** @param {Written} written @param {any} [forms] @param {any} [more] */
const outcomes = (written, forms = six({}), more = {}) => written.audit(forms, more).outcomes;

const OWED = { unit: { ...dossier().unit, lists: ["form7"] } };

test("a rule that looks at a form which is not owed does not apply", () => {
  const written = new Written();
  const [nothing, blank] = [written.figure(0), { blank: "zero" }];
  const looks = [
    written.compare("=", written.cell("10", "A", "current", "7"), nothing),
    written.add("same", "=", written.add("head", "7", "more"), written.add("text", "")),
    written.compare("=", written.add("sum", "7", "lines", "1", [], 2, ""), nothing),
    written.compare("=", written.add("count", "7", "lines", []), nothing),
    written.compare("=", written.add("auto", "7", "10", "A", 2), nothing),
    written.add("not", written.add("filled", "7", ["A"])),
  ];
  written.formulas.push(["7.10.A", 2, false, false, [[-1, written.figure(0)]]]);
  for (const check of looks) written.rule(check, blank);
  written.rule(written.compare("=", nothing, nothing), { ...blank, when: looks[1] });
  const lines = { ...six({}), 7: { rows: { lines: [{ code: "E1" }] } } };
  assert.deepEqual(outcomes(written, lines).flat(), [NOWHERE, NOWHERE, NOWHERE, PASS, NOWHERE, FAIL, NOWHERE]);
  assert.deepEqual(outcomes(written).flat(), [NOWHERE, NOWHERE, NOWHERE, PASS, NOWHERE, PASS, NOWHERE]);
  assert.deepEqual(outcomes(written, six({}), OWED).flat(), [PASS, PASS, PASS, PASS, PASS, PASS, PASS]);
});

test("a rule on a column of lines needs their form, and follows their changes", () => {
  const written = new Written();
  const unique = written.add("uniqueline", written.add("column", "7", "lines", "code"));
  written.rule(unique, { form: "7", group: "lines", blank: "zero" });
  written.rule(written.add("or", [unique, written.compare("=", written.figure(0), written.figure(1))]), { blank: "zero" });
  const lines = [{ code: "E1" }, { code: "E2" }, { code: "E1" }];
  const audit = written.audit({ 7: { rows: { lines } } }, OWED);
  assert.deepEqual(audit.outcomes[0], [FAIL, PASS, FAIL]);
  assert.deepEqual(audit.changeLines("7.lines", [{ code: "E1" }, { code: "E2" }]), [0, 1]);
  assert.deepEqual(audit.outcomes[0], [PASS, PASS]);
  assert.deepEqual(outcomes(written), [[NOWHERE], [NOWHERE]]);
});

test("a line without a code repeats no other", () => {
  const written = new Written();
  written.rule(written.add("uniqueline", written.add("column", "6", "lines", "code")), { group: "lines", blank: "zero" });
  const lines = [{ 1: "1.00" }, { 1: "2.00" }, { code: "E1", 1: "3.00" }];
  assert.deepEqual(outcomes(written, six({}, { rows: { lines } })), [[PASS, PASS, PASS]]);
  assert.deepEqual(outcomes(written), [[NOWHERE]]);
});

test("an earlier return that is not there, or lacks the form, makes a rule not apply", () => {
  const written = new Written();
  for (const when of ["previous", "year_ago", "december"]) {
    written.rule(written.compare("=", written.cell("10", "A", when), written.figure(0)), { blank: "zero" });
  }
  assert.deepEqual(outcomes(written).flat(), [NOWHERE, NOWHERE, NOWHERE]);
  assert.deepEqual(outcomes(written, six({}), { previous: six({}), year_ago: {} }).flat(), [PASS, NOWHERE, NOWHERE]);
  assert.deepEqual(outcomes(written, six({}), { december: six({ 10: { A: "1.00" } }) }).flat(), [NOWHERE, NOWHERE, FAIL]);
});

test("the year's December return is a monthly one, the others are of the return's own frequency", () => {
  const written = new Written();
  for (const when of ["previous", "december"]) {
    written.rule(written.compare("=", written.cell("10", "A", when, "9"), written.figure(0)), { blank: "zero" });
    written.rule(written.compare("=", written.cell("10", "A", when, "6"), written.figure(0)), { blank: "zero" });
  }
  const both = { ...six({}), 9: {} };
  const annual = { period: { year: 2024, months: 12, frequency: "annual" }, previous: both, december: both };
  assert.deepEqual(outcomes(written, {}, annual).flat(), [PASS, NOWHERE, NOWHERE, PASS]);
});

test("a condition that does not hold, or cannot be judged", () => {
  const written = new Written();
  const [ten, twenty] = [written.cell("10"), written.cell("20")];
  const when = written.compare(">", written.add("divide", ten, twenty), written.figure(2));
  written.rule(written.compare("=", twenty, written.figure(1)), { when, blank: "zero" });
  const of = (/** @type {any} */ a, /** @type {any} */ b) => outcomes(written, six({ 10: { A: a }, 20: { A: b } })).flat()[0];
  assert.equal(of("3.00", "1.00"), PASS);
  assert.equal(of("9.00", "2.00"), FAIL);
  assert.equal(of("1.00", "1.00"), NOWHERE);
  assert.equal(of("1.00", null), UNKNOWN);
});

test("blanks count as the rule says: all blank, one blank, blank as zero", () => {
  const cases = [
    ["partial_zero", [NOWHERE, FAIL, FAIL, FAIL]],
    ["non_null", [UNKNOWN, UNKNOWN, FAIL, UNKNOWN]],
    ["zero", [PASS, FAIL, FAIL, FAIL]],
  ];
  for (const [blank, wanted] of cases) {
    const written = new Written();
    const sum = written.add("sum", "6", "lines", "1", [], 2, "");
    written.rule(written.compare("=", written.add("add", [[1, written.cell("10")], [1, sum]]), written.figure(0)), { blank });
    const lines = { rows: { lines: [{ 1: "1.00" }] } };
    const found = [six({}), six({ 10: { A: "1.00" } }), six({ 10: { A: "1.00" } }, lines), six({}, lines)];
    assert.deepEqual(found.map((forms) => outcomes(written, forms).flat()[0]), wanted, String(blank));
  }
});

test("what is only asked whether it is blank does not make a rule apply", () => {
  const written = new Written();
  const asked = written.add("blank", written.cell("20"));
  written.rule(written.add("and", [asked, written.compare("=", written.cell("10"), written.figure(1))]));
  written.rule(written.add("and", [asked, written.compare("=", written.figure(1), written.figure(1))]));
  assert.deepEqual(outcomes(written, six({ 20: { A: "1.00" } })).flat(), [NOWHERE, FAIL]);
  assert.deepEqual(outcomes(written, six({ 10: { A: "1.00" } })).flat(), [PASS, PASS]);
});

test("the register: unique, taken, or nobody knows", () => {
  const written = new Written();
  written.rule(written.add("unique"), { blank: "zero" });
  written.rule(written.add("not", written.add("unique")), { blank: "zero" });
  for (const [known, wanted] of [[true, [PASS, FAIL]], [false, [FAIL, PASS]], [null, [NOWHERE, UNKNOWN]]]) {
    assert.deepEqual(outcomes(written, six({}), { unit: { ...dossier().unit, uscc_unique: known } }).flat(), wanted);
  }
});

test("a line is held against last year's line of the same code, the last of them", () => {
  const written = new Written();
  written.rule(written.compare(">=", written.line("1"), written.line("1", "year_ago")), { group: "lines" });
  const lines = (/** @type {any[]} */ ...given) => six({}, { rows: { lines: given.map(([code, amount]) => ({ code, 1: amount })) } });
  const year_ago = lines(["E1", "9.00"], ["E2", "2.00"], ["E1", "3.00"]);
  assert.deepEqual(outcomes(written, lines(["E1", "5.00"], ["E2", "1.00"], ["X3", "1.00"]), { year_ago }), [[PASS, FAIL, NOWHERE]]);
  assert.deepEqual(outcomes(written, lines(["E1", "5.00"]), { previous: year_ago }), [[NOWHERE]]);
  assert.deepEqual(outcomes(written, lines(), { year_ago }), [[NOWHERE]]);
});

test("a form nobody owes is blank, its texts and its figures alike", () => {
  const written = new Written();
  written.rule(written.add("not", written.add("filled", "7", ["A"])), { blank: "zero" });
  written.rule(written.add("samecolumns", "7", ["10"], "A", "A"), { blank: "zero" });
  const forms = { ...six({}), 7: { cells: { 10: { A: "1.00" } } } };
  assert.deepEqual(outcomes(written, forms).flat(), [FAIL, FAIL]);
});

test("an automatic value takes a form nobody owes for blank", () => {
  const written = new Written();
  const twice = written.add("multiply", written.cell("10", "A", "current", "7"), written.figure(2));
  written.formulas.push(["6.20.A", 2, false, false, [[-1, twice]]]);
  written.rule(written.compare("=", written.add("auto", "6", "20", "A", 2), written.figure(2)), { blank: "zero" });
  const forms = { ...six({}), 7: { cells: { 10: { A: "1.00" } } } };
  assert.deepEqual(outcomes(written, forms).flat(), [UNKNOWN]);
  assert.deepEqual(outcomes(written, forms, OWED).flat(), [PASS]);
});

test("a rule needs each form it looks at once, its own in any case", () => {
  const written = new Written();
  written.rule(written.add("listed", "form7"), { form: "7", blank: "zero" });
  const old = written.cell("10", "A", "previous");
  written.rule(written.add("and", [written.compare("=", written.cell("10"), old), written.compare("=", written.cell("20"), old)]));
  const { instances } = written.program();
  assert.deepEqual(instances.map(({ needs }) => needs), [[["current", "7"]], [["current", "6"], ["previous", "6"]]]);
  assert.deepEqual(outcomes(written)[0], [NOWHERE]);
  assert.deepEqual(outcomes(written, {}, OWED)[0], [PASS]);
});

test("only a rule that looks at last year's line looks for it", () => {
  const written = new Written();
  const one = written.line("1");
  const checks = [
    written.compare("=", one, written.line("1", "year_ago")),
    written.compare("=", one, written.figure(1)),
    written.compare("=", one, written.cell("10", "A", "previous")),
    written.compare("=", one, written.cell("10", "A", "year_ago", "7")),
  ];
  for (const check of checks) written.rule(check, { group: "lines" });
  written.rule(written.compare("=", written.cell("10"), written.cell("10", "A", "year_ago")));
  assert.deepEqual(written.program().instances.map(({ compares }) => compares), [true, false, false, false, false]);
});

test("a finding names the cells of the return, of a line its own columns", () => {
  const written = new Written();
  const row = { group: "lines", blank: "zero" };
  written.rule(written.compare("<", written.line("1"), written.line("2", "year_ago")), row);
  written.rule(written.compare("=", written.line("1"), written.cell("10")), row);
  written.rule(written.add("uniqueline", written.add("column", "6", "lines", "code")), row);
  written.rule(written.add("samecolumns", "6", ["10", "20"], "A", "B"), { blank: "zero" });
  const lines = [{ code: "E1", 1: "1.00" }, { code: "E1", 1: "0.00" }];
  const year_ago = six({}, { rows: { lines: [{ code: "E1", 2: "x" }] } });
  const audit = written.audit(six({ 10: { A: "0.00" } }, { rows: { lines } }), { year_ago });
  const told = audit.findings().map(({ key, cells }) => `${key} ${cells.join(" ")}`);
  assert.deepEqual(told, [
    "R1:1 6.lines[1].1", "R1:2 6.lines[2].1", "R2:1 6.10.A 6.lines[1].1", "R3:1 6.lines[1].code", "R3:2 6.lines[2].code",
    "R4 6.10.A 6.20.A",
  ]);
});
