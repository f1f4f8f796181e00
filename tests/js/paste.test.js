/** Blocks from a spreadsheet are read as they were copied, and what became of them is told. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { isBlock, parseBlock, pasteReport } from "../../ruantong/site/static/js/paste.js";

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

const nothing = { written: 0, kept: [], fixed: [], faults: [] };
const plan = { assignments: [], fixed: [], ignored: 0, labelled: false };

test("the report tells what was taken, left alone and not understood", () => {
  const done = {
    written: 2,
    kept: ["2050 主营业务成本"],
    fixed: ["同比", "环比", "合计", "上期"],
    faults: ["2010 主营业务收入“x”不是数字"],
  };
  const told = pasteReport({ ...plan, labelled: true, ignored: 1 }, done);
  for (const part of ["已粘贴2格", "代码", "同比、环比、合计等4格", "2050 主营业务成本", "有1行", "“x”不是数字"]) {
    assert.ok(told.includes(part), `${part} in ${told}`);
  }
});

test("nothing is told of what did not happen", () => {
  assert.equal(pasteReport(plan, { ...nothing, written: 3 }), "已粘贴3格。");
});
