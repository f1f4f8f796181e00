/** Keys lead through a form as through a spreadsheet. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { below, beside, destination } from "../../ruantong/site/static/js/grid.js";

/** Three rows of A, B and a computed D; the second row has no A. */
const places = [
  [0, 3, true], [0, 4, true], [0, 6, false],
  [1, 4, true], [1, 6, false],
  [2, 3, true], [2, 4, false], [2, 6, false],
].map(([row, column, writable]) => ({
  ref: `${row}.${column}`,
  row: Number(row),
  column: Number(column),
  writable: Boolean(writable),
  label: "",
}));
const [a0, b0, , b1, , a2] = places;
const anywhere = { atStart: true, atEnd: true, choosing: false };
const inside = { atStart: false, atEnd: false, choosing: false };

/** @param {typeof a0} from @param {string} key */
function go(from, key, { caret = anywhere, shiftKey = false } = {}) {
  return destination(places, from, { key, shiftKey }, caret)?.ref ?? null;
}

test("Enter goes down its column to the next cell that can be typed", () => {
  assert.equal(go(a0, "Enter"), "2.3");
  assert.equal(go(b1, "Enter"), "1.4");
});

test("Shift and Enter go back up", () => {
  assert.equal(go(a2, "Enter", { shiftKey: true }), "0.3");
});

test("arrows reach computed cells too", () => {
  assert.equal(go(b0, "ArrowRight"), "0.6");
  assert.equal(go(b1, "ArrowDown"), "2.4");
  assert.equal(go(b1, "ArrowUp"), "0.4");
});

test("arrows inside a text move the caret, not the focus", () => {
  assert.equal(go(b0, "ArrowRight", { caret: inside }), null);
  assert.equal(go(b0, "ArrowLeft", { caret: inside }), null);
});

test("arrows up and down belong to a list of choices", () => {
  assert.equal(go(b0, "ArrowDown", { caret: { ...anywhere, choosing: true } }), null);
});

test("at the edge the key keeps its ordinary meaning", () => {
  assert.equal(go(a0, "ArrowUp"), null);
  assert.equal(go(a0, "ArrowLeft"), null);
  assert.equal(go(a0, "Tab"), null);
});

test("a row without the column is passed over", () => {
  assert.equal(below(places, a0, 1, false)?.ref, "2.3");
  assert.equal(beside(places, b1, -1), undefined);
});
