/** One of four outcomes for every rule: which forms and lines it needs, where its steps lead. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { dossier, six, Written } from "./rules-document.js";

const [PASS, FAIL, NOWHERE, UNKNOWN] = [0, 1, 2, 3];

/** @param {Written} written @param {any} [forms] @param {any} [more] */
const outcomes = (written, forms = six({}), more = {}) => written.audit(forms, more).outcomes;

const OWED = { unit: { ...dossier().unit, lists: ["form7"] } };

test("a rule that looks at a form which is not owed does not apply", () => {
  const written = new Written();
  const nothing = written.figure(0);
  const looks = [
    written.compare("=", written.cell("10", "A", "current", "7"), nothing),
    written.add("sametext", written.add("text", written.leaf("head", "7", "more")), written.add("literal", "")),
    written.compare("=", written.add("load", written.leaf("sum", "7", "lines", "1", [], 2)), nothing),
    written.compare("=", written.add("load", written.leaf("count", "7", "lines", [])), nothing),
    written.compare("=", written.add("load", written.leaf("auto", "7", "10", "A", 2)), nothing),
    written.add("not", written.fact("filled", "7", ["A"])),
  ];
  written.big.push(3);
  written.computes("7.10.A", [[written.add("truth", true), nothing]]);
  for (const check of looks) written.rule(check);
  written.rule(written.add("truth", true), { steps: [[looks[1], null, NOWHERE, UNKNOWN]] });
  const lines = { ...six({}), 7: { rows: { lines: [{ code: "E1" }] } } };
  assert.deepEqual(outcomes(written, lines).flat(), [NOWHERE, NOWHERE, NOWHERE, PASS, NOWHERE, FAIL, NOWHERE]);
  assert.deepEqual(outcomes(written, six({}), OWED).flat(), [PASS, PASS, PASS, PASS, PASS, PASS, PASS]);
});

test("an earlier return that is not there, or lacks the form, makes a rule not apply", () => {
  const written = new Written();
  for (const when of ["previous", "year_ago", "december"]) {
    written.rule(written.compare("=", written.cell("10", "A", when), written.figure(0)));
  }
  assert.deepEqual(outcomes(written).flat(), [NOWHERE, NOWHERE, NOWHERE]);
  assert.deepEqual(outcomes(written, six({}), { previous: six({}), year_ago: {} }).flat(), [PASS, NOWHERE, NOWHERE]);
  assert.deepEqual(outcomes(written, six({}), { december: six({ 10: { A: "1.00" } }) }).flat(), [NOWHERE, NOWHERE, FAIL]);
});

test("the year's December return is a monthly one, the others are of the return's own frequency", () => {
  const written = new Written();
  for (const when of ["previous", "december"]) {
    written.rule(written.compare("=", written.cell("10", "A", when, "9"), written.figure(0)));
    written.rule(written.compare("=", written.cell("10", "A", when, "6"), written.figure(0)));
  }
  const both = { ...six({}), 9: {} };
  const annual = { period: { year: 2024, months: 12, frequency: "annual" }, previous: both, december: both };
  assert.deepEqual(outcomes(written, {}, annual).flat(), [PASS, NOWHERE, NOWHERE, PASS]);
});

test("each step ends the judgement or goes on; who gets past the last one passes", () => {
  const written = new Written();
  const [yes, no, unknown] = [true, false, null].map((value) => written.add("truth", value));
  const steps = (/** @type {number} */ place) => [[place, NOWHERE, null, UNKNOWN], [yes, null, FAIL, FAIL]];
  for (const first of [yes, no, unknown]) written.rule(no, { steps: steps(first) });
  written.rule(yes, { steps: steps(no) });
  written.rule(unknown, { unknown: NOWHERE });
  assert.deepEqual(outcomes(written).flat(), [NOWHERE, FAIL, UNKNOWN, PASS, NOWHERE]);
});

test("a line is held against last year's line of the same code, the last of them", () => {
  const written = new Written();
  const steps = [[written.fact("oldline"), null, NOWHERE, null]];
  const check = written.compare(">=", written.line("1"), written.line("1", "year_ago"));
  written.rule(check, { group: "lines", steps });
  const lines = (/** @type {any[]} */ ...given) => six({}, { rows: { lines: given.map(([code, amount]) => ({ code, 1: amount })) } });
  const year_ago = lines(["E1", "9.00"], ["E2", "2.00"], ["E1", "3.00"]);
  assert.deepEqual(outcomes(written, lines(["E1", "5.00"], ["E2", "1.00"], ["X3", "1.00"]), { year_ago }), [[PASS, FAIL, NOWHERE]]);
  assert.deepEqual(outcomes(written, lines(["E1", "5.00"]), { previous: year_ago }), [[NOWHERE]]);
  assert.deepEqual(outcomes(written, lines(), { year_ago }), [[NOWHERE]]);
});

test("a code stands in one line only; lines without a code repeat none", () => {
  const written = new Written();
  written.rule(written.fact("uniqueline", "7", "lines", "code"), { form: "7", group: "lines" });
  const lines = [{ code: "E1" }, { code: "E2" }, { code: "E1" }];
  const audit = written.audit({ 7: { rows: { lines } } }, OWED);
  assert.deepEqual(audit.outcomes, [[FAIL, PASS, FAIL]]);
  assert.deepEqual(audit.changeLines("7.lines", [{ code: "E1" }, { 1: "1.00" }, { 1: "2.00" }]), [0]);
  assert.deepEqual(audit.outcomes, [[PASS, PASS, PASS]]);
  assert.deepEqual(outcomes(written), [[NOWHERE]]);
});

test("an automatic value takes a form nobody owes for blank", () => {
  const written = new Written();
  const ten = written.leaf("cell", "current", "7", "10", "A", 2, false);
  const auto = written.leaf("auto", "6", "20", "A", 2);
  written.computes("6.20.A", [[written.add("blank", ten), -1], [written.add("truth", true), written.add("load", ten)]]);
  const check = written.compare("=", written.add("load", auto), written.figure(1));
  written.rule(written.add("unless", written.add("blank", auto), check));
  const forms = { ...six({}), 7: { cells: { 10: { A: "1.00" } } } };
  assert.deepEqual(outcomes(written, forms).flat(), [UNKNOWN]);
  assert.deepEqual(outcomes(written, forms, OWED).flat(), [PASS]);
});

test("a finding names the cells of the return, of a line its own columns", () => {
  const written = new Written();
  const row = { group: "lines" };
  written.rule(written.compare("<", written.line("1"), written.line("2", "year_ago")), row);
  written.rule(written.compare("=", written.line("1"), written.cell("10")), row);
  written.rule(written.fact("uniqueline", "6", "lines", "code"), row);
  written.rule(written.fact("samecolumns", "6", ["10", "20"], "A", "B"));
  const lines = [{ code: "E1", 1: "1.00" }, { code: "E1", 1: "0.00" }];
  const year_ago = six({}, { rows: { lines: [{ code: "E1", 2: "0" }] } });
  const audit = written.audit(six({ 10: { A: "0.00" } }, { rows: { lines } }), { year_ago });
  const told = audit.findings().map(({ key, cells }) => `${key} ${cells.join(" ")}`);
  assert.deepEqual(told, [
    "R1:1 6.lines[1].1", "R1:2 6.lines[2].1", "R2:1 6.10.A 6.lines[1].1", "R3:1 6.lines[1].code", "R3:2 6.lines[2].code",
    "R4 6.10.A 6.20.A",
  ]);
});
