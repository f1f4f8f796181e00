/** Blocks from a spreadsheet fall where they belong, and what does not fit is named. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { isBlock, parseBlock, pasteReport, planPaste } from "../../ruantong/site/static/js/paste.js";

/** Two rows of three columns; the last column is computed. */
const places = [0, 1].flatMap((row) =>
  [3, 4, 5].map((column) => ({
    ref: `6.${row}.${column}`,
    row,
    column,
    writable: column !== 5,
    label: `第${row}行${column}栏`,
  })),
);

test("tabs part columns, line ends part rows, a last line end adds none", () => {
  assert.deepEqual(parseBlock("1\t2\r\n3\t4\r\n"), [["1", "2"], ["3", "4"]]);
});

test("blank pieces keep their place", () => {
  assert.deepEqual(parseBlock("\t2\n\n3\t"), [["", "2"], [""], ["3", ""]]);
});

test("a quoted piece may hold tabs, line ends and quotes", () => {
  assert.deepEqual(parseBlock('"a\tb"\t"c\nd"\t"e""f"'), [["a\tb", "c\nd", 'e"f']]);
});

test("a quote that never ends is an ordinary character", () => {
  assert.deepEqual(parseBlock('"5\t6'), [['"5', "6"]]);
});

test("one piece is no block and is pasted as text", () => {
  assert.equal(isBlock(parseBlock("12")), false);
  assert.equal(isBlock(parseBlock("12\n")), false);
  assert.equal(isBlock(parseBlock("1\t2")), true);
});

test("pieces go to the cells below and to the right of the start", () => {
  const plan = planPaste([["1", "2"], ["3", "4"]], places, places[0]);
  assert.deepEqual(plan.assignments, [
    { ref: "6.0.3", text: "1" },
    { ref: "6.0.4", text: "2" },
    { ref: "6.1.3", text: "3" },
    { ref: "6.1.4", text: "4" },
  ]);
  assert.deepEqual([plan.refused, plan.outside], [[], 0]);
});

test("computed cells are left alone and named, blanks over them are not worth a word", () => {
  const plan = planPaste([["1", "2", "9"], ["3", "4", ""]], places, places[0]);
  assert.deepEqual(plan.refused, ["第0行5栏"]);
  assert.equal(plan.assignments.length, 4);
});

test("what lies outside the form is counted, nothing wraps around", () => {
  const plan = planPaste([["1", "2", "3"], ["4"], ["5"]], places, places[4]);
  assert.equal(plan.outside, 3);
  assert.deepEqual(plan.assignments.map(({ ref }) => ref), ["6.1.4"]);
});

test("the report tells what was taken, refused, left out and not understood", () => {
  const plan = planPaste([["x", "2", "9", "8"]], places, places[0]);
  assert.equal(
    pasteReport(plan, ["第0行3栏“x”不是数字"]),
    "已粘贴2格；第0行5栏由平台计算或带出，没有改动；有1格超出表格范围，没有粘贴；" +
      "有1格没有看懂，已原样保留：第0行3栏“x”不是数字。",
  );
});
