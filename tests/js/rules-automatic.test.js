/** What the platform computes, each value from the cells and from the values before it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Audit } from "../../ruantong/site/static/js/rules/audit.js";
import { Automatic } from "../../ruantong/site/static/js/rules/automatic.js";
import { dossier, six, Written } from "./rules-document.js";

/** @param {Written} written @param {any} forms @param {any} [more] @param {string[]} [blanked] */
function values(written, forms, more, blanked = []) {
  const program = written.program();
  const audit = new Audit(program, dossier(forms, more));
  return Object.fromEntries(new Automatic(program).values(audit.state, new Set(blanked)));
}

/** A formula without conditions. @param {Written} written @param {string} ref @param {number} value @param {any} [more] */
function computes(written, ref, value, { places = 2, floor = false, overridable = false } = {}) {
  written.formulas.push([ref, places, floor, overridable, [[-1, value]]]);
}

/** 20.A is 10.A × 2, and 10.B is 20.A + 1.00. @param {boolean} overridable whether 20.A may be overwritten */
function chain(overridable) {
  const written = new Written();
  computes(written, "6.20.A", written.add("multiply", written.cell("10"), written.figure(2)), { overridable });
  computes(written, "6.10.B", written.add("add", [[1, written.cell("20")], [1, written.figure(1)]]));
  return written;
}

test("a value rests on the values before it", () => {
  assert.deepEqual(values(chain(false), six({ 10: { A: "1.50" } })), { "6.20.A": "3.00", "6.10.B": "4.00" });
  assert.deepEqual(values(chain(true), six({ 10: { A: "1.50" } })), { "6.20.A": "3.00", "6.10.B": "4.00" });
});

test("what was typed over a value counts where it may be, and only there", () => {
  const forms = six({ 10: { A: "1.50" }, 20: { A: "7.00" } });
  assert.deepEqual(values(chain(false), forms), { "6.20.A": "3.00", "6.10.B": "4.00" });
  assert.deepEqual(values(chain(true), forms), { "6.20.A": "3.00", "6.10.B": "8.00" });
  assert.deepEqual(values(chain(true), forms, {}, ["6.20.A"]), { "6.20.A": "3.00", "6.10.B": "4.00" });
});

test("without anything to compute from there is no value, and none is put in its place", () => {
  assert.deepEqual(values(chain(false), six({ 10: { B: "5.00" } })), { "6.20.A": null, "6.10.B": null });
  assert.deepEqual(values(chain(true), six({ 20: { A: "7.00" } })), { "6.20.A": null, "6.10.B": "8.00" });
  const written = new Written();
  computes(written, "6.20.A", written.figure(350, 2));
  assert.deepEqual(values(written, six({})), { "6.20.A": "3.50" });
});

test("one of several cells is enough, the others are nothing", () => {
  const written = new Written();
  const sum = written.add("sum", "6", "lines", "1", [], 2, "万元");
  computes(written, "6.20.A", written.add("add", [[1, written.cell("10")], [-1, sum]]));
  assert.deepEqual(values(written, six({}, { rows: { lines: [{ 1: "1.25" }] } })), { "6.20.A": "-1.25" });
  assert.deepEqual(values(written, six({ 10: { A: "3.00" } })), { "6.20.A": "3.00" });
  assert.deepEqual(values(written, six({}, { rows: { lines: [{ code: "E1" }] } })), { "6.20.A": null });
});

test("a value is not less than zero where that is said, and rounded to its places", () => {
  for (const [floor, wanted] of /** @type {[boolean, string][]} */ ([[true, "0.0"], [false, "-1.3"]])) {
    const written = new Written();
    computes(written, "6.20.A", written.add("add", [[-1, written.cell("10")]]), { places: 1, floor });
    assert.deepEqual(values(written, six({ 10: { A: "1.25" } })), { "6.20.A": wanted });
    assert.deepEqual(values(written, six({ 10: { A: "-1.24" } })), { "6.20.A": "1.2" });
  }
});

test("the first case that holds decides; without one, or divided by zero, there is no value", () => {
  const written = new Written();
  const ten = written.cell("10");
  const share = written.add("divide", ten, written.cell("20", "B"));
  written.formulas.push(["6.20.A", 2, false, true, [
    [written.compare(">", ten, written.figure(100)), written.figure(1)],
    [written.compare(">", share, written.figure(10)), written.figure(2)],
    [written.compare(">", ten, written.figure(50)), written.figure(3)],
    [written.compare(">", ten, written.figure(10)), share],
  ]]);
  const value = (/** @type {string} */ text, /** @type {string | null} */ by) => values(written, six({ 10: { A: text }, 20: { B: by } }))["6.20.A"];
  assert.equal(value("101.00", "1.00"), "1.00");
  assert.equal(value("60.00", "1.00"), "2.00");
  assert.equal(value("60.00", "9.00"), "3.00");
  assert.equal(value("60.00", null), "3.00");
  assert.equal(value("20.00", "8.00"), "2.50");
  assert.equal(value("20.00", "0.00"), null);
  assert.equal(value("5.00", "1.00"), null);
});

test("values may grow beyond what can be typed and stay exact", () => {
  const written = new Written();
  const most = "9999999999999.99";
  const grown = written.add("multiply", written.cell("10"), written.figure(1001));
  const positive = written.compare(">", written.cell("10"), written.figure(0));
  written.formulas.push(["6.20.A", 2, false, false, [[positive, grown], [-1, written.figure(1)]]]);
  computes(written, "6.10.B", written.add("add", [[1, written.cell("20")], [1, written.figure(1, 2)]]));
  computes(written, "6.20.B", written.add("add", [[1, written.cell("10", "B")], [1, written.figure(1, 2)]]));
  assert.deepEqual(values(written, six({ 10: { A: most } })), {
    "6.20.A": "10009999999999989.99",
    "6.10.B": "10009999999999990.00",
    "6.20.B": "10009999999999990.01",
  });
});

test("the cell of an earlier return with the same name is another cell", () => {
  const written = new Written();
  computes(written, "6.20.A", written.add("multiply", written.cell("10"), written.figure(2)));
  computes(written, "6.10.B", written.add("add", [[1, written.cell("20", "A", "previous")], [1, written.cell("20")]]));
  const previous = six({ 20: { A: "0.25" } });
  assert.deepEqual(values(written, six({ 10: { A: "1.00" } }), { previous }), { "6.20.A": "2.00", "6.10.B": "2.25" });
});

test("questions and forms that are not owed are looked at too", () => {
  const written = new Written();
  const asked = written.add("same", "=", written.add("head", "6", "asked"), written.add("text", "1"));
  written.formulas.push(["7.10.A", 2, false, true, [[asked, written.cell("10", "A", "current", "8")]]]);
  const forms = { ...six({}, { head: { asked: "1" } }), 8: { cells: { 10: { A: "6.00" } } } };
  assert.deepEqual(values(written, forms), { "7.10.A": "6.00" });
  assert.deepEqual(values(written, forms, {}, ["6.head.asked"]), { "7.10.A": null });
  const other = { ...six({}, { head: { asked: "2" } }), 8: { cells: { 10: { A: "6.00" } } } };
  assert.deepEqual(values(written, other), { "7.10.A": null });
});

test("a question inside a value is one of the things it is computed from", () => {
  const written = new Written();
  const asked = written.add("same", "=", written.add("head", "6", "asked"), written.add("text", "1"));
  computes(written, "6.20.A", written.add("choice", [[asked, written.figure(5)]], written.figure(3)));
  assert.deepEqual(values(written, six({}, { head: { asked: "2" } })), { "6.20.A": "3.00" });
  assert.deepEqual(values(written, six({}, { head: { asked: "1" } })), { "6.20.A": "5.00" });
  assert.deepEqual(values(written, six({})), { "6.20.A": null });
});

test("a value that cannot leave the exact Numbers is kept as one, and everything is compiled once", () => {
  const written = new Written();
  computes(written, "6.20.A", written.figure(2n ** 53n - 1n), { places: 0 });
  computes(written, "6.10.B", written.figure(2n ** 53n), { places: 0 });
  const when = written.compare(">", written.cell("10"), written.figure(0));
  written.formulas.push(["6.20.B", 2, false, false, [[when, written.figure(10n ** 17n, 2)], [-1, written.cell("10")]]]);
  const check = written.compare("=", written.cell("10"), written.cell("20"));
  const { compiler, instances } = written.rule(check).program();
  assert.equal(compiler.formula("6.20.A").big, false);
  assert.equal(compiler.formula("6.10.B").big, true);
  assert.equal(compiler.formula("6.20.B").bound, 10n ** 17n);
  assert.equal(compiler.formula("6.20.A"), compiler.formula("6.20.A"));
  assert.equal(compiler.logic(instances[0].check), compiler.logic(instances[0].check));
});

test("a value in a rule is the value, and a rule on a formula nobody wrote is refused", () => {
  const written = new Written();
  computes(written, "6.20.A", written.add("multiply", written.cell("10"), written.figure(2)));
  const check = written.compare("=", written.cell("20"), written.add("auto", "6", "20", "A", 2));
  const audit = written.rule(check).audit(six({ 10: { A: "1.00" }, 20: { A: "2.01" } }));
  assert.deepEqual(audit.findings().map(({ left, right }) => [left, right]), [["2.01", "2.00"]]);
  audit.change("6.10.A", "1.01");
  assert.deepEqual(audit.findings().map(({ left, right }) => [left, right]), [["2.01", "2.02"]]);
  const stray = new Written();
  stray.rule(stray.compare("=", stray.cell("20"), stray.add("auto", "6", "20", "A", 2)));
  assert.throws(() => stray.program(), /6\.20\.A/);
});
