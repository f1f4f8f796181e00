/** The mark of a carried text stays while the cell says the same, beside its other descriptions. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { markOrigin } from "../../ruantong/site/static/js/origins.js";

const TOLD = "沿用2022年年报（第1次上报）";

/** @param {string} described @param {Record<string, string>} dataset @returns {any} */
function cellWith(described, dataset) {
  const cell = {
    title: "",
    marked: false,
    classList: { toggle: (/** @type {string} */ _, /** @type {boolean} */ on) => { cell.marked = on; } },
    removeAttribute: () => { cell.title = ""; },
  };
  const control = {
    cell,
    dataset,
    described,
    closest: () => cell,
    getAttribute: () => control.described,
    setAttribute: (/** @type {string} */ _, /** @type {string} */ ids) => { control.described = ids; },
    removeAttribute: () => { control.described = ""; },
  };
  return control;
}

test("a cell is unmarked when it says something else, and marked again when it says the same", () => {
  Object.assign(globalThis, { document: { getElementById: () => ({ textContent: TOLD }) } });
  const control = cellWith("fault-7.3011.N origin-1", { given: "28", givenBy: "origin-1" });
  markOrigin(control, "14");
  assert.deepEqual([control.cell.marked, control.cell.title, control.described], [false, "", "fault-7.3011.N"]);
  markOrigin(control, "28");
  assert.deepEqual(
    [control.cell.marked, control.cell.title, control.described],
    [true, TOLD, "fault-7.3011.N origin-1"],
  );
});

test("a cell that came from nowhere is left alone", () => {
  const control = cellWith("finding-R7-03", {});
  markOrigin(control, "28");
  assert.deepEqual([control.cell.marked, control.described], [false, "finding-R7-03"]);
});
