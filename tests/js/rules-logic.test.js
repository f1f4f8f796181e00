/** Comparisons to the last unit, and what else can be asked of cells, lines and texts. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { six, Written } from "./rules-document.js";

const [PASS, FAIL, , UNKNOWN] = [0, 1, 2, 3];
const verdict = (/** @type {boolean} */ holds) => (holds ? PASS : FAIL);

/** Outcomes of one rule each. @param {(written: Written) => number[]} checks @param {any} forms @param {any} [more] */
function outcomes(checks, forms, more = {}) {
  const written = new Written();
  for (const check of checks(written)) written.rule(check, { blank: "zero", ...more.rule });
  return written.audit(forms, more.dossier).outcomes.map((found) => (found.length === 1 ? found[0] : found));
}

const OPERATORS = ["=", "!=", ">=", "<=", ">", "<"];

/** Whether the operator holds for a left side that is so much more, give or take a slack. */
const HOLDS = {
  "=": (/** @type {number} */ gap, /** @type {number} */ slack) => Math.abs(gap) <= slack,
  "!=": (/** @type {number} */ gap, /** @type {number} */ slack) => Math.abs(gap) > slack,
  ">=": (/** @type {number} */ gap, /** @type {number} */ slack) => gap >= -slack,
  "<=": (/** @type {number} */ gap, /** @type {number} */ slack) => gap <= slack,
  ">": (/** @type {number} */ gap, /** @type {number} */ slack) => gap > -slack,
  "<": (/** @type {number} */ gap, /** @type {number} */ slack) => gap < slack,
};

test("every comparison is right to the last unit, with a tolerance and without", () => {
  for (const [slack, tolerance] of /** @type {[number, number[]][]} */ ([[0, [0, 0]], [0, [0, 3]], [50, [5, 1]], [5, [5, 2]], [5, [50, 3]]])) {
    for (const gap of [-51, -50, -49, -6, -5, -4, -1, 0, 1, 4, 5, 6, 49, 50, 51]) {
      const forms = six({ 10: { A: (10 + gap / 100).toFixed(2) }, 20: { A: "10.00" } });
      const found = outcomes((w) => OPERATORS.map((operator) => w.compare(operator, w.cell("10"), w.cell("20"), tolerance)), forms);
      assert.deepEqual(found, Object.values(HOLDS).map((holds) => verdict(holds(gap, slack))), `${gap} ${tolerance}`);
    }
  }
});

test("the same of ratios, their divisors known to be positive or not", () => {
  /** @type {[string, (w: Written) => [number, number]][]} what is compared is 10 with 10.A ÷ 4 */
  const sides = [
    ["fixed", (w) => [w.add("divide", w.cell("10"), w.figure(4)), w.figure(10)]],
    ["a cell", (w) => [w.add("divide", w.cell("10"), w.cell("20")), w.figure(10)]],
    ["a negative cell", (w) => [w.add("divide", w.add("add", [[-1, w.cell("10")]]), w.cell("20", "B")), w.figure(10)]],
    ["on both sides", (w) => [w.add("divide", w.cell("10"), w.cell("20")), w.add("divide", w.cell("30"), w.figure(3))]],
  ];
  for (const [name, make] of sides) {
    for (const [slack, tolerance] of /** @type {[number, number[]][]} */ ([[0, [0, 0]], [25, [25, 2]]])) {
      for (const gap of [-104, -100, -96, -4, 0, 4, 96, 100, 104]) {
        const forms = six({ 10: { A: (40 + gap / 100).toFixed(2) }, 20: { A: "4.00", B: "-4.00" }, 30: { A: "30" } });
        const found = outcomes((w) => OPERATORS.map((operator) => w.compare(operator, ...make(w), tolerance)), forms);
        assert.deepEqual(found, Object.values(HOLDS).map((holds) => verdict(holds(gap / 4, slack))), `${name} ${gap} ${tolerance}`);
      }
    }
  }
});

test("judgements are put together in three values", () => {
  const values = (/** @type {Written} */ w) => {
    const [one, nothing] = [w.figure(1), w.figure(0)];
    const ratio = w.add("divide", w.cell("10"), w.cell("20"));
    return { yes: w.compare("=", one, one), no: w.compare("=", one, nothing), open: w.compare("=", ratio, one) };
  };
  /** @param {(w: Written, a: number, b: number) => number} make @param {string} table yes, no, unknown in turn on both sides */
  const holds = (make, table) => {
    const found = outcomes((w) => {
      const { yes, no, open } = values(w);
      return [yes, no, open].flatMap((a) => [yes, no, open].map((b) => make(w, a, b)));
    }, six({ 20: { A: "0.00" } }));
    assert.equal(found.map((outcome) => "+-??"[/** @type {number} */ (outcome)]).join(""), table);
  };
  holds((w, a, b) => w.add("and", [a, b]), "+-?---?-?");
  holds((w, a, b) => w.add("or", [a, b]), "++++-?+??");
  holds((w, a, b) => w.add("implies", a, b), "+-?++++??");
  holds((w, a, b) => w.add("iff", a, b), "+-?-+????");
  holds((w, a) => w.add("not", a), "---+++???");
});

test("a slip of a power of ten, from eight to twelve times, either way round", () => {
  const slip = (/** @type {string} */ left, /** @type {string} */ right) =>
    outcomes((w) => [w.add("slip", w.cell("10"), w.cell("30"))], six({ 10: { A: left }, 30: { A: right } }))[0];
  for (const [left, right, wanted] of /** @type {[string, string, boolean][]} */ ([
    ["30.00", "3", true], ["3.00", "30", true], ["8.00", "1", true], ["7.99", "1", false], ["12.00", "1", true], ["12.01", "1", false],
    ["80.00", "1", true], ["120.00", "1", true], ["50.00", "1", false], ["800.00", "1", true], ["1200.00", "1", true], ["1201.00", "1", false],
    ["8000.00", "1", true], ["12000.00", "1", true], ["12001.00", "1", false], ["100000.00", "1", false], ["1.00", "12", true], ["1.00", "13", false],
    ["-30.00", "-3", true], ["-30.00", "3", false], ["30.00", "-3", false], ["0.00", "3", false], ["3.00", "3", false],
  ])) {
    assert.equal(slip(left, right), verdict(wanted), `${left} ${right}`);
  }
  assert.equal(slip("3.00", "0"), UNKNOWN);
});

test("a slip of a value that cannot be computed is not known", () => {
  const found = outcomes((w) => {
    w.formulas.push(["6.20.A", 2, false, false, [[-1, w.add("divide", w.cell("10"), w.cell("30"))]]]);
    const value = w.add("auto", "6", "20", "A", 2);
    return [w.add("slip", value, w.figure(3)), w.add("slip", w.figure(3), value)];
  }, six({ 10: { A: "1.00" }, 30: { A: "0" } }));
  assert.deepEqual(found, [UNKNOWN, UNKNOWN]);
});

test("a whole number is one after division too", () => {
  const checks = (/** @type {Written} */ w) => [
    w.add("whole", w.cell("10")),
    w.add("whole", w.add("divide", w.cell("10"), w.figure(5, 1))),
    w.add("whole", w.add("divide", w.cell("10"), w.cell("20"))),
  ];
  assert.deepEqual(outcomes(checks, six({ 10: { A: "1.50" }, 20: { A: "0.75" } })), [FAIL, PASS, PASS]);
  assert.deepEqual(outcomes(checks, six({ 10: { A: "-3.00" }, 20: { A: "2.00" } })), [PASS, PASS, FAIL]);
  assert.deepEqual(outcomes(checks, six({ 10: { A: "3.20" }, 20: { A: "0.00" } })), [FAIL, FAIL, UNKNOWN]);
});

test("a form is filled by any of its columns, or by a line", () => {
  const filled = (/** @type {any} */ forms) => outcomes((w) => [w.add("filled", "6", ["A", "B"])], forms)[0];
  assert.equal(filled(six({ 10: { A: "0.00" } })), PASS);
  assert.equal(filled(six({ 10: { B: "1.00" } })), PASS);
  assert.equal(filled(six({ 10: { N: "1" }, 20: { A: "" } })), FAIL);
  assert.equal(filled(six({}, { head: { asked: "1" } })), FAIL);
  assert.equal(filled(six({}, { rows: { lines: [{ 1: "0.00" }] } })), PASS);
  assert.equal(filled(six({}, { rows: { lines: [{}, { 1: "" }] } })), FAIL);
});

test("two columns are the same when something stands there and nothing differs", () => {
  const same = (/** @type {any} */ cells) => outcomes((w) => [w.add("samecolumns", "6", ["10", "20"], "A", "B")], six(cells))[0];
  assert.equal(same({ 10: { A: "1.00", B: "1.00" } }), PASS);
  assert.equal(same({ 10: { A: "1.00", B: "1.00" }, 20: { A: "2.00", B: "2.01" } }), FAIL);
  assert.equal(same({ 10: { A: "1.00", B: "1.00" }, 20: { A: "2.00" } }), FAIL);
  assert.equal(same({ 10: { A: "0.00", B: "0.00" } }), FAIL);
  assert.equal(same({ 10: { A: "0.00", B: "0.00" }, 20: { A: "2.00", B: "2.00" } }), PASS);
  assert.equal(same({}), FAIL);
});

test("blank is what holds nothing, also an identifier of hyphens only", () => {
  const blank = (/** @type {any} */ forms) =>
    outcomes((w) => [w.add("blank", w.cell("k9")), w.add("blank", w.cell("10")), w.add("blank", w.add("head", "6", "asked"))], forms);
  assert.deepEqual(blank(six({})), [PASS, PASS, PASS]);
  assert.deepEqual(blank(six({ k9: { A: "-" }, 10: { A: "0.00" } }, { head: { asked: "2" } })), [PASS, FAIL, FAIL]);
  assert.deepEqual(blank(six({ k9: { A: "A-" } })), [FAIL, PASS, PASS]);
});

test("a line's blank, its texts, and those of last year's line", () => {
  const checks = (/** @type {Written} */ w) => [
    w.add("blank", w.line("3")),
    w.add("not", w.add("blank", w.line("1", "year_ago"))),
    w.add("same", "=", w.line("2"), w.add("text", "甲")),
    w.add("or", [w.add("same", "=", w.line("2", "year_ago"), w.add("text", "乙")), w.compare("=", w.figure(0), w.figure(1))]),
  ];
  const lines = [{ code: "E1", 2: "甲", 3: "-" }, { code: "E2", 3: "A" }];
  const year_ago = six({}, { rows: { lines: [{ code: "E1", 1: "0.00", 2: "乙" }] } });
  const found = outcomes(checks, six({}, { rows: { lines } }), { rule: { group: "lines" }, dossier: { year_ago } });
  assert.deepEqual(found, [[PASS, FAIL], [PASS, FAIL], [PASS, FAIL], [PASS, 2]]);
});

test("a condition may ask for the text of last year's line where there is none", () => {
  const written = new Written();
  const when = written.add("same", "=", written.line("2", "year_ago"), written.add("text", ""));
  written.rule(written.compare("=", written.line("1"), written.figure(1)), { group: "lines", when });
  const lines = [{ code: "E1", 1: "1.00" }, { code: "E2", 1: "2.00" }];
  const year_ago = six({}, { rows: { lines: [{ code: "E1", 2: "乙" }] } });
  assert.deepEqual(written.audit(six({}, { rows: { lines } }), { year_ago }).outcomes, [[2, FAIL]]);
});

test("texts: one of several, a beginning, a part, a choice, a code of a list", () => {
  const text = (/** @type {Written} */ w) => w.cell("k12");
  const checks = (/** @type {Written} */ w) => [
    w.add("oneof", text(w), ["甲", "乙"]),
    w.add("starts", text(w), ["甲", "丁"]),
    w.add("same", "=", w.add("slice", text(w), 2, 3), w.add("text", "丙丁")),
    w.add("same", "!=", text(w), w.add("text", "乙")),
    w.add("same", "=", w.add("choice", [[w.add("oneof", text(w), ["甲"]), w.add("text", "是")]], w.add("text", "否")), w.add("text", "是")),
    w.add("incodes", w.cell("k1"), "kinds", false),
    w.add("incodes", w.cell("k1"), "kinds", true),
    w.add("matches", text(w), "邮政编码"),
    w.add("same", "=", w.add("fact", "district"), w.add("text", "500112")),
    w.add("listed", "form7"),
  ];
  const of = (/** @type {string} */ word, /** @type {string} */ code) => outcomes(checks, six({ k12: { A: word }, k1: { A: code } }));
  assert.deepEqual(of("甲", "E1"), [PASS, PASS, FAIL, PASS, PASS, PASS, PASS, FAIL, PASS, FAIL]);
  assert.deepEqual(of("乙", "E"), [PASS, FAIL, FAIL, FAIL, FAIL, PASS, FAIL, FAIL, PASS, FAIL]);
  assert.deepEqual(of("丁丙丁", "Z"), [FAIL, PASS, PASS, PASS, FAIL, FAIL, FAIL, FAIL, PASS, FAIL]);
  assert.deepEqual(of("401120", ""), [FAIL, FAIL, FAIL, PASS, FAIL, FAIL, FAIL, PASS, PASS, FAIL]);
});
