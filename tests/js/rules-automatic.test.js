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

/** 20.A is 10.A × 2 unless something was typed there, and 10.B is 20.A + 1.00. */
function chain() {
  const written = new Written();
  const [always, one] = [written.add("truth", true), written.figure(1)];
  const typed = written.filled("cell", "current", "6", "20", "A", 2, false);
  const computed = written.add("load", written.leaf("auto", "6", "20", "A", 2));
  const now = written.add("pick", [[typed, written.cell("20")]], computed);
  const missing = written.add("all", [written.add("not", typed), written.add("blank", written.leaf("auto", "6", "20", "A", 2))]);
  const plusOne = (/** @type {number} */ place) => [always, written.add("sum", [[1, place], [1, one]], 0)];
  const blank = written.add("blank", written.leaf("cell", "current", "6", "10", "A", 2, false));
  written.computes("6.20.A", [[blank, -1], [always, written.add("sum", [[2, written.cell("10")]], 0)]]);
  return written.computes("6.10.B", [plusOne(written.cell("20"))], [[missing, -1], plusOne(now)]);
}

test("a value rests on the values before it, and on what was typed over them", () => {
  assert.deepEqual(values(chain(), six({ 10: { A: "1.50" } })), { "6.20.A": "3.00", "6.10.B": "4.00" });
  const forms = six({ 10: { A: "1.50" }, 20: { A: "7.00" } });
  assert.deepEqual(values(chain(), forms), { "6.20.A": "3.00", "6.10.B": "8.00" });
  assert.deepEqual(values(chain(), forms, {}, ["6.20.A"]), { "6.20.A": "3.00", "6.10.B": "4.00" });
});

test("where no case gives a value there is none", () => {
  assert.deepEqual(values(chain(), six({})), { "6.20.A": null, "6.10.B": null });
  assert.deepEqual(values(new Written().computes("6.20.A", []), six({})), { "6.20.A": null });
});

test("questions and forms that are not owed are looked at too", () => {
  const written = new Written();
  written.computes("7.10.A", [[written.answered("asked", "1"), written.cell("10", "A", "current", "8")]]);
  const forms = { ...six({}, { head: { asked: "1" } }), 8: { cells: { 10: { A: "6.00" } } } };
  assert.deepEqual(values(written, forms), { "7.10.A": "6.00" });
  assert.deepEqual(values(written, forms, {}, ["6.head.asked"]), { "7.10.A": null });
});

test("the cell of an earlier return with the same name is another cell", () => {
  const written = new Written();
  written.computes("6.20.A", [[written.add("truth", true), written.cell("20", "A", "previous")]]);
  const previous = six({ 20: { A: "0.25" } });
  assert.deepEqual(values(written, six({ 20: { A: "9.00" } }), { previous }, ["6.20.A"]), { "6.20.A": "0.25" });
});

test("a rule that looks at a computed value follows it", () => {
  const written = chain();
  written.rule(written.compare("=", written.cell("20"), written.add("load", written.leaf("auto", "6", "20", "A", 2))));
  const audit = written.audit(six({ 10: { A: "1.00" }, 20: { A: "2.01" } }));
  assert.deepEqual(audit.outcomes, [[1]]);
  audit.change("6.20.A", "2.00");
  assert.deepEqual(audit.outcomes, [[0]]);
  audit.change("6.10.A", "1.01");
  assert.deepEqual(audit.outcomes, [[1]]);
});
