/** 即时核对: which findings are mistakes, which wait for a cell, what stays worded, what is computed. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Watch } from "../../ruantong/site/static/js/rules/watch.js";
import { dossier, six, Written } from "./rules-document.js";

/** @param {Written} written @param {any} forms @param {any} [more] */
function watch(written, forms, more = {}) {
  const { own = [], unique = "", ...others } = more;
  return new Watch(written.program(), { ...dossier(forms, others), own, unique });
}

/** @param {Watch} watched */
const levels = (watched) => watched.findings().map(({ rule, level }) => `${rule} ${level}`);

/** 10.A against 20.A. @param {string} operator @param {any} [more] */
function compared(operator, more) {
  const written = new Written();
  const [left, right] = [written.cell("10"), written.cell("20")];
  const helpful = { ">": [0], "<": [1], "=": [0, 1] }[operator[0]];
  return written.rule(written.compare(operator, left, right), { helpful, ...more });
}

test("a mistake waits while a cell is blank that could make the rule hold", () => {
  const cases = [
    // operator, 10.A, 20.A, level
    [">=", null, "5.00", "unfilled"],
    [">=", "-5.00", null, "error"],
    [">", null, "5.00", "unfilled"],
    ["<=", "5.00", null, "unfilled"],
    ["<=", null, "-5.00", "error"],
    ["<", "5.00", null, "unfilled"],
    ["=", "5.00", null, "unfilled"],
    ["=", null, "5.00", "unfilled"],
    ["=", "5.00", "6.00", "error"],
  ];
  for (const [operator, left, right, level] of cases) {
    const watched = watch(compared(/** @type {string} */ (operator)), six({ 10: { A: left }, 20: { A: right } }));
    assert.deepEqual(levels(watched), [`R1 ${level}`], `${left} ${operator} ${right}`);
  }
});

test("severity decides what is left; a finding knows the form of its rule", () => {
  const [found] = watch(compared("=", { severity: "query" }), six({ 10: { A: "1.00" }, 20: { A: "2.00" } })).findings();
  assert.equal(found.level, "query");
  assert.equal(found.form, "6");
});

test("what cannot be judged or read is unknown, not wrong", () => {
  const divided = new Written();
  const zero = divided.compare("=", divided.cell("20"), divided.figure(0));
  divided.rule(divided.add("unless", zero, divided.compare("=", divided.cell("10"), divided.cell("20"))));
  assert.deepEqual(levels(watch(divided, six({ 10: { A: "1.00" }, 20: { A: "0.00" } }))), ["R1 unknown"]);
  const forms = six({ 10: { A: "乱" }, 20: { A: "5.00" } });
  assert.deepEqual(levels(watch(compared(">="), forms)), ["R1 unknown"]);
  assert.deepEqual(levels(watch(compared("="), six({ 10: { A: "1.00", B: "乱" }, 20: { A: "5.00" } }))), ["R1 error"]);
});

test("a cell asked for without a comparison waits to be filled", () => {
  const written = new Written();
  written.rule(written.filled("cell", "current", "6", "10", "A", 2, false));
  written.rule(written.filled("head", "6", "asked"));
  const watched = watch(written, six({}));
  assert.deepEqual(levels(watched), ["R1 unfilled", "R2 unfilled"]);
  watched.change("6.10.A", "0.00");
  watched.change("6.head.asked", "1");
  assert.deepEqual(levels(watched), []);
});

test("a line waits for its own cell, not for another line's", () => {
  const written = new Written();
  written.rule(written.compare(">=", written.line("1"), written.figure(1)), { group: "lines" });
  const rows = { lines: [{ code: "E1", 1: "0.50" }, { code: "E2" }] };
  const watched = watch(written, six({}, { rows }));
  assert.deepEqual(levels(watched), ["R1 error", "R1 unfilled"]);
  watched.changeLines("6.lines", [{ code: "E1" }, { code: "E2", 1: "0.20" }]);
  assert.deepEqual(levels(watched), ["R1 unfilled", "R1 error"]);
});

test("a line is found by its whole number", () => {
  const written = new Written();
  const amount = written.line("1", "current", "many");
  written.rule(written.compare(">=", amount, written.figure(0.05)), { group: "many" });
  const many = Array.from({ length: 11 }, () => ({ 1: "1" }));
  assert.deepEqual(new Set(levels(watch(written, six({}, { rows: { many } })))), new Set(["R1 error"]));
});

test("findings keep the order of the rules whatever came first", () => {
  const written = new Written();
  for (let n = 0; n < 12; n += 1) {
    written.rule(written.compare(">=", written.cell("10", n % 2 ? "A" : "B"), written.figure(n + 1)));
  }
  const watched = watch(written, six({ 10: { A: "50.00", B: "50.00" } }));
  watched.change("6.10.A", "0.00");
  watched.change("6.10.B", "0.00");
  assert.deepEqual(watched.findings().map(({ rule }) => rule), Array.from({ length: 12 }, (_, n) => `R${n + 1}`));
});

test("only what a change touches is worded again", () => {
  const written = new Written();
  written.rule(written.compare(">=", written.cell("10"), written.figure(9)));
  written.rule(written.compare(">=", written.cell("20"), written.figure(9)));
  written.rule(written.compare(">=", written.line("1"), written.figure(9)), { group: "lines" });
  const watched = watch(written, six({ 10: { A: "1.00" }, 20: { A: "2.00" } }, { rows: { lines: [{ 1: "3.00" }] } }));
  /** @type {number[]} */
  const worded = [];
  const { audit } = watched;
  const own = audit.findingsOf.bind(audit);
  audit.findingsOf = (number) => {
    worded.push(number);
    return own(number);
  };
  watched.findings();
  watched.findings();
  assert.deepEqual(worded.splice(0), [0, 1, 2]);
  watched.change("6.20.A", "4.00");
  watched.findings();
  assert.deepEqual(worded.splice(0), [1]);
  watched.changeLines("6.lines", [{ 1: "5.00" }]);
  watched.findings();
  assert.deepEqual(worded, [2]);
});

/** 20.A is computed: twice 10.A; a rule holds 30.A against it. */
function computing() {
  const written = new Written();
  const empty = written.add("blank", written.leaf("cell", "current", "6", "10", "A", 2, false));
  written.computes("6.20.A", [[empty, -1], [written.add("truth", true), written.add("sum", [[2, written.cell("10")]], 0)]]);
  return written.rule(written.compare("=", written.cell("20"), written.cell("30")));
}

test("the platform's own cells follow what is typed", () => {
  const watched = watch(computing(), six({ 10: { A: "4.00" }, 30: { A: "8" } }), { own: ["6.20.A"] });
  assert.equal(watched.isAutomatic("6.20.A"), true);
  assert.equal(watched.isAutomatic("6.10.A"), false);
  assert.deepEqual([...watched.computed()], [["6.20.A", "8.00"]]);
  assert.deepEqual(levels(watched), []);
  watched.change("6.10.A", "5.00");
  assert.deepEqual([...watched.computed()], [["6.20.A", "10.00"]]);
  assert.deepEqual(levels(watched), ["R1 error"]);
  watched.change("6.10.A", "");
  assert.deepEqual([...watched.computed()], [["6.20.A", ""]]);
  assert.equal(watched.audit.textless("6.20.A"), true);
});

test("an own cell that was overwritten is computed again, an unchanged one is left alone", () => {
  const watched = watch(computing(), six({ 10: { A: "4.00" }, 30: { A: "8" } }), { own: ["6.20.A"] });
  watched.computed();
  watched.change("6.20.A", "7.00");
  assert.deepEqual(levels(watched), ["R1 error"]);
  watched.computed();
  assert.deepEqual(levels(watched), []);
  const { audit } = watched;
  audit.change = () => assert.fail("nothing changed");
  watched.computed();
});

test("a cell the respondent fills in is not touched", () => {
  const watched = watch(computing(), six({ 10: { A: "4.00" }, 20: { A: "9.00" }, 30: { A: "9" } }));
  assert.equal(watched.computed().size, 0);
  assert.deepEqual(levels(watched), []);
});

test("a credit code just typed is not held against the register", () => {
  const written = new Written();
  written.rule(written.fact("unique"), { unknown: 2 });
  written.rule(written.compare(">=", written.cell("10"), written.figure(9)));
  const taken = { ...dossier().unit, uscc_unique: false };
  const watched = watch(written, six({ 10: { A: "1.00" } }), { unique: "6.k8.A", unit: taken });
  assert.deepEqual(levels(watched), ["R1 error", "R2 error"]);
  watched.change("6.10.A", "2.00");
  assert.deepEqual(levels(watched), ["R1 error", "R2 error"]);
  watched.change("6.k8.A", "91500112MA5U00003X");
  assert.deepEqual(levels(watched), ["R2 error"]);
  assert.equal(watched.audit.counts.not_applicable, 1);
});

test("what only waits for a cell that a rule wants filled is told by that rule alone", () => {
  const written = new Written();
  const cell = written.cell("10");
  written.rule(written.compare(">=", cell, written.cell("20")), { helpful: [0] });
  written.rule(written.filled("cell", "current", "6", "10", "A", 2, false));
  const thirty = written.cell("30");
  written.rule(written.compare(">=", thirty, written.cell("20")), { helpful: [2] });
  const said = (/** @type {any} */ cells) => levels(watch(written, six(cells)));
  assert.deepEqual(said({ 10: { A: null }, 20: { A: "5.00" }, 30: { A: "1" } }), ["R2 unfilled", "R3 error"]);
  assert.deepEqual(said({ 10: { A: "1.00" }, 20: { A: "5.00" }, 30: { A: "9" } }), ["R1 error"]);
});
