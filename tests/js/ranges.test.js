/** A rectangle of cells is copied whole, and only cells that one types into are written. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { parseBlock } from "../../ruantong/site/static/js/paste.js";
import { asBlock, between, clearing, filling, moved, sizeOf } from "../../ruantong/site/static/js/ranges.js";

/** Three rows of A, B and a computed C; the second row has no A. */
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
const place = (ref) => places.find((each) => each.ref === ref);
const refs = (cells) => cells.map(({ ref }) => ref);
const all = between(places, places[0], places[places.length - 1]);

test("a rectangle holds what lies between two corners, whichever they are", () => {
  assert.deepEqual(refs(between(places, place("0.3"), place("1.4"))), ["0.3", "0.4", "1.4"]);
  assert.deepEqual(refs(between(places, place("1.4"), place("0.3"))), ["0.3", "0.4", "1.4"]);
  assert.deepEqual(refs(between(places, place("2.3"), place("0.4"))), ["0.3", "0.4", "1.4", "2.3", "2.4"]);
  assert.equal(sizeOf(between(places, place("2.3"), place("0.4"))), "3 行 × 2 列");
});

test("its corner moves by arrow keys and stays in the table", () => {
  assert.equal(moved(places, place("0.3"), "ArrowDown").ref, "2.3");
  assert.equal(moved(places, place("0.4"), "ArrowRight").ref, "0.6");
  assert.equal(moved(places, place("0.3"), "ArrowLeft").ref, "0.3");
  assert.equal(moved(places, place("0.3"), "ArrowUp").ref, "0.3");
});

test("what is copied reads back as the same block, blanks where there is no cell", () => {
  const texts = { 0.3: "1234.00", 0.4: 'a "b"', 0.6: "-5", 1.4: "x\ty", 1.6: "", 2.3: "", 2.4: "两\n行", 2.6: "9" };
  const block = asBlock(all, ({ ref }) => texts[ref]);
  assert.deepEqual(parseBlock(block), [["1234.00", 'a "b"', "-5"], ["", "x\ty", ""], ["", "两\n行", "9"]]);
});

test("clearing and filling leave computed cells alone", () => {
  assert.deepEqual(clearing(all).map(({ ref }) => ref), ["0.3", "0.4", "1.4", "2.3"]);
  const down = filling(all, "down", ({ ref }) => `=${ref}`);
  assert.deepEqual(down, [{ ref: "1.4", text: "=0.4" }, { ref: "2.3", text: "=0.3" }]);
  const right = filling(between(places, place("0.3"), place("1.6")), "right", ({ ref }) => `=${ref}`);
  assert.deepEqual(right, [{ ref: "0.4", text: "=0.3" }]);
});

test("a single row is not filled down, nor a single column to the right", () => {
  assert.deepEqual(filling(between(places, place("0.3"), place("0.6")), "down", () => "1"), []);
  assert.deepEqual(filling(between(places, place("0.4"), place("2.4")), "right", () => "1"), []);
});
