/** What a text finds in a long list. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { matching } from "../../ruantong/site/static/js/combobox.js";

const items = [
  { code: "3965", name: "计算机外围设备制造" },
  { code: "6510", name: "软件开发" },
  { code: "6511", name: "基础软件开发" },
  { code: "6513", name: "应用软件开发" },
  { code: "6520", name: "集成电路设计" },
];
const found = (/** @type {string} */ text) => matching(text, items).map(({ code }) => code);

test("a blank text finds everything, in the order of the list", () => {
  assert.deepEqual(found("  "), items.map(({ code }) => code));
});

test("any part of a name, and the beginning of a code before the middle of one", () => {
  assert.deepEqual(found("软件"), ["6510", "6511", "6513"]);
  assert.deepEqual(found("65"), ["6510", "6511", "6513", "6520", "3965"]);
  assert.deepEqual(found("电路"), ["6520"]);
});

test("width, case and spaces do not matter, and nothing is guessed", () => {
  assert.deepEqual(found("６５１３"), ["6513"]);
  assert.deepEqual(found("6513 应用"), ["6513"]);
  assert.deepEqual(found("硬件"), []);
});
