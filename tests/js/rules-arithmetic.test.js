/** Numbers of a rule: nothing rounded, signs of divisors minded, no value where there is none. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { compileNumber, MAX_SCALED } from "../../ruantong/site/static/js/rules/arithmetic.js";
import { six, Written } from "./rules-document.js";

const [PASS, FAIL, NOWHERE, UNKNOWN] = [0, 1, 2, 3];

/**
 * Outcome of one comparison with these figures in 10.A, 20.A and 10.B.
 * @param {(written: Written, cells: number[]) => number} check @param {(string | null)[]} figures @param {any} [more]
 */
function judged(check, [a, b = null, c = null], more = {}) {
  const written = new Written();
  const cells = [written.cell("10"), written.cell("20"), written.cell("10", "B")];
  written.rule(check(written, cells), { blank: "zero", ...more });
  return written.audit(six({ 10: { A: a, B: c }, 20: { A: b } })).outcomes[0][0];
}

/** @param {Written} written @param {number} value */
function ratioOf(written, value) {
  const { compiler, instances } = written.rule(written.compare("=", value, written.figure(0))).program();
  return compiler.number(/** @type {any} */ (instances.at(-1)).check.left);
}

test("a ratio keeps its sign whatever stands beside it", () => {
  /** @type {[string, (w: Written, ratio: number) => number][]} */
  const forms = [
    ["r + 1 >= 0", (w, ratio) => w.compare(">=", w.add("add", [[1, ratio], [1, w.figure(1)]]), w.figure(0))],
    ["1 + r >= 0", (w, ratio) => w.compare(">=", w.add("add", [[1, w.figure(1)], [1, ratio]]), w.figure(0))],
    ["r × 2 >= -2", (w, ratio) => w.compare(">=", w.add("multiply", ratio, w.figure(2)), w.figure(-2))],
    ["2 × r >= -2", (w, ratio) => w.compare(">=", w.add("multiply", w.figure(2), ratio), w.figure(-2))],
    ["r ÷ 2 >= -0.5", (w, ratio) => w.compare(">=", w.add("divide", ratio, w.figure(2)), w.figure(-5, 1))],
    ["r >= -1", (w, ratio) => w.compare(">=", ratio, w.figure(-1))],
    ["-1 <= r", (w, ratio) => w.compare("<=", w.figure(-1), ratio)],
    ["r >= -1 with slack", (w, ratio) => w.compare(">=", ratio, w.figure(-101, 2), [1, 2])],
  ];
  for (const [name, form] of forms) {
    const of = (/** @type {string} */ a, /** @type {string} */ b) => judged((w, [x, y]) => form(w, w.add("divide", x, y)), [a, b]);
    assert.equal(of("3.00", "-1.00"), FAIL, name);
    assert.equal(of("-3.00", "1.00"), FAIL, name);
    assert.equal(of("3.00", "-4.00"), PASS, name);
    assert.equal(of("-3.00", "-1.00"), PASS, name);
    assert.equal(of("3.00", "0.00"), UNKNOWN, name);
  }
});

test("a fixed divisor may be negative", () => {
  const third = (/** @type {Written} */ w, /** @type {number} */ cell) => w.compare(">=", w.add("divide", cell, w.figure(-3)), w.figure(1));
  assert.equal(judged((w, [x]) => third(w, x), ["-3.00"]), PASS);
  assert.equal(judged((w, [x]) => third(w, x), ["-2.99"]), FAIL);
  assert.equal(judged((w, [x]) => third(w, x), ["3.00"]), FAIL);
});

test("a positive divisor needs no guard; a cell, a zero or a negative figure has one", () => {
  /** @param {(w: Written) => number} by @param {number} guards */
  const guarded = (by, guards) => {
    const written = new Written();
    const ratio = ratioOf(written, written.add("divide", written.cell("10"), by(written)));
    assert.equal(ratio.guards.length, guards);
    assert.equal(ratio.positive, guards === 0);
  };
  guarded((w) => w.figure(3), 0);
  guarded((w) => w.add("parameter", "usd", "71", 1), 0);
  guarded((w) => w.add("period", "months"), 0);
  guarded((w) => w.figure(0), 1);
  guarded((w) => w.figure(-3), 1);
  guarded((w) => w.add("parameter", "usd", "-71", 1), 1);
  guarded((w) => w.cell("20"), 1);
  guarded((w) => w.add("absolute", w.figure(3)), 1);
});

test("sums, products and absolute values of what is divided know their sign", () => {
  const written = new Written();
  const [ratio, plain] = [written.add("divide", written.cell("10"), written.cell("20")), written.cell("10")];
  const number = (/** @type {number} */ node) => ratioOf(written, node).positive;
  assert.equal(number(plain), true);
  assert.equal(number(written.add("add", [[1, plain], [1, plain]])), true);
  assert.equal(number(written.add("add", [[1, plain], [1, ratio]])), false);
  assert.equal(number(written.add("multiply", plain, plain)), true);
  assert.equal(number(written.add("multiply", ratio, plain)), false);
  assert.equal(number(written.add("multiply", plain, ratio)), false);
  assert.equal(number(written.add("absolute", ratio)), true);
});

test("the guard of a ratio that is used twice is asked once", () => {
  const written = new Written();
  const ratio = written.add("divide", written.cell("10"), written.cell("20"));
  assert.equal(ratioOf(written, written.add("add", [[1, ratio], [1, ratio]])).guards.length, 1);
});

test("bounds: a cell, the lines of a group, their number", () => {
  assert.equal(MAX_SCALED, 999999999999999n);
  const written = new Written();
  assert.equal(ratioOf(written, written.cell("10")).above.bound, MAX_SCALED);
  assert.equal(ratioOf(written, written.add("sum", "6", "lines", "1", [], 2, "")).above.bound, 3n * MAX_SCALED);
  assert.equal(ratioOf(written, written.add("count", "6", "lines", [])).above.bound, 3n);
  assert.equal(ratioOf(written, written.add("period", "months")).above.bound, 12n);
});

test("the months and the year of the period", () => {
  const written = new Written();
  written.rule(written.compare("=", written.add("period", "months"), written.figure(5)), { blank: "zero" });
  written.rule(written.compare("=", written.add("period", "year"), written.figure(2025)), { blank: "zero" });
  assert.deepEqual(written.audit(six({})).outcomes, [[PASS], [PASS]]);
});

test("of a choice every value must be there, even one that is not chosen", () => {
  const written = new Written();
  written.formulas.push(["6.20.A", 2, false, false, [[-1, written.add("divide", written.cell("10"), written.cell("30"))]]]);
  const value = written.add("auto", "6", "20", "A", 2);
  const asked = written.compare(">", written.cell("10"), written.figure(5));
  const taken = (/** @type {number} */ then, /** @type {number} */ other) => written.add("choice", [[asked, then]], other);
  for (const choice of [taken(value, written.figure(2)), taken(written.figure(2), value)]) {
    written.rule(written.compare("=", choice, written.figure(2)), { blank: "zero" });
  }
  const of = (/** @type {string} */ a, /** @type {string} */ n) => written.audit(six({ 10: { A: a }, 30: { A: n } })).outcomes.flat();
  assert.deepEqual(of("6.00", "3"), [PASS, PASS]);
  assert.deepEqual(of("4.00", "2"), [PASS, PASS]);
  assert.deepEqual(of("6.00", "1"), [FAIL, PASS]);
  assert.deepEqual(of("6.00", "0"), [UNKNOWN, UNKNOWN]);
});

test("a choice of different scales is brought to one", () => {
  const choice = (/** @type {Written} */ w, /** @type {number} */ cell) =>
    w.add("choice", [[w.compare(">", cell, w.figure(5)), w.figure(1)], [w.compare(">", cell, w.figure(4)), w.figure(15, 1)]], w.figure(175, 2));
  for (const [text, wanted] of [["6.00", 1000], ["4.50", 1500], ["4.00", 1750]]) {
    assert.equal(judged((w, [x]) => w.compare("=", choice(w, x), w.figure(/** @type {number} */ (wanted), 3)), [/** @type {string} */ (text)]), PASS);
  }
});

test("a line without a code belongs to no class", () => {
  const written = new Written();
  written.rule(written.compare("=", written.add("sum", "6", "lines", "1", ["S", "X"], 2, ""), written.figure(2)), { blank: "zero" });
  written.rule(written.compare("=", written.add("count", "6", "lines", ["S", "X"]), written.figure(1)), { blank: "zero" });
  const lines = [{ 1: "1.00" }, { code: "X3", 1: "2.00" }, { code: "E1", 1: "4.00" }];
  assert.deepEqual(written.audit(six({}, { rows: { lines } })).outcomes, [[PASS], [PASS]]);
});

test("last year's line is nothing where there was none", () => {
  const written = new Written();
  const when = written.compare(">", written.line("1", "year_ago"), written.figure(0));
  written.rule(written.compare(">", written.line("1"), written.figure(5)), { group: "lines", when });
  const lines = [{ code: "E1", 1: "1.00" }, { code: "E2", 1: "1.00" }];
  const year_ago = six({}, { rows: { lines: [{ code: "E1", 1: "1.00" }] } });
  assert.deepEqual(written.audit(six({}, { rows: { lines } }), { year_ago }).outcomes, [[FAIL, NOWHERE]]);
});

test("rounding: halves away from zero, to fewer places or to more", () => {
  /** @type {[string, number, number, number][]} */
  const cases = [["1.25", 1, 13, 1], ["-1.25", 1, -13, 1], ["1.24", 1, 12, 1], ["1.25", 2, 125, 2], ["1.25", 4, 12500, 4], ["1.50", 0, 2, 0]];
  for (const [text, places, units, scale] of cases) {
    assert.equal(judged((w, [x]) => w.compare("=", w.add("round", x, places), w.figure(units, scale)), [text]), PASS, text);
  }
  const ratio = (/** @type {number} */ places, /** @type {number} */ units) =>
    judged((w, [x, y]) => w.compare("=", w.add("round", w.add("divide", x, y), places), w.figure(units, places)), ["1.00", "-3.00"]);
  assert.equal(ratio(4, -3333), PASS);
  assert.equal(ratio(0, 0), PASS);
});

test("a text where a number belongs, a judgement where a text does: such a document is refused", () => {
  /** @param {(w: Written) => number} check */
  const refused = (check) => {
    const written = new Written();
    assert.throws(() => written.rule(check(written)).program(), TypeError);
  };
  refused((w) => w.compare("=", w.add("text", "1"), w.figure(1)));
  refused((w) => w.add("same", "=", w.figure(1), w.add("text", "1")));
  refused((w) => w.cell("10"));
  refused((w) => w.add("blank", w.figure(1)));
  refused((w) => w.add("matches", w.cell("k12"), "没有的格式"));
  const written = new Written();
  const { compiler, instances } = written.rule(written.add("filled", "6", ["A"])).program();
  assert.throws(() => compileNumber(compiler, instances[0].check), /filled/);
  assert.throws(() => compiler.text(instances[0].check), /filled/);
});

test("every figure of the form can stand beside one another", () => {
  const sum = (/** @type {Written} */ w) => w.compare("=", w.add("add", [[1, w.cell("30")], [1, w.cell("10")]]), w.figure(35, 1));
  const written = new Written();
  written.rule(sum(written));
  assert.deepEqual(written.audit(six({ 10: { A: "0.50" }, 30: { A: "3" } })).outcomes, [[PASS]]);
});
