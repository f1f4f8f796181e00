/** A block lands where its rows belong, or is refused as one with the reason. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { planPaste } from "../../ruantong/site/static/js/paste_align.js";

/** @param {string} code @param {string} name @param {string[]} columns */
const row = (code, name, columns = ["A", "B"]) => ({
  key: code, code, names: [name], unit: "万元", kind: "number", columns, fixed: ["D"],
});
/** @param {string} name */
const title = (name) => ({ title: true, code: "", names: [name] });
const layout = {
  form: "9",
  columns: [["A", "本期"], ["B", "同期"], ["D", "同比"]].map(([key, head]) => ({ key, head })),
  rows: [
    row("9010", "收入", ["A", "B", "D"]),
    row("9020", "合计"),
    title("按类型"),
    row("9021", "产品"),
    row("9022", "服务"),
    title("其他"),
    row("9030", "出口", ["A"]),
    row("9040", "人数"),
  ],
};

/** @param {string} text @param {number} at @param {number} column */
function paste(text, at = 0, column = 0) {
  const block = text.split("\n").map((line) => line.split("\t"));
  const outcome = planPaste(block, /** @type {any} */ (layout), { row: at, column });
  if ("refusal" in outcome) return outcome.refusal;
  const filled = outcome.assignments.filter((each) => each.text !== "");
  return Object.fromEntries(filled.map(({ ref, text: figure }) => [ref.slice(2), figure]));
}

test("a column with the blanks of the title rows is counted as printed", () => {
  assert.deepEqual(paste("1\n2\n\n3\n4\n\n5\n6"), {
    "9010.A": "1", "9020.A": "2", "9021.A": "3", "9022.A": "4", "9030.A": "5", "9040.A": "6",
  });
});

test("a column of the figures alone passes the title rows over", () => {
  assert.deepEqual(paste("1\n2\n3\n4\n5\n6"), {
    "9010.A": "1", "9020.A": "2", "9021.A": "3", "9022.A": "4", "9030.A": "5", "9040.A": "6",
  });
});

test("a copy that begins at the title row above the first figure is counted from there", () => {
  assert.deepEqual(paste("\n3\n4\n\n5\n6", 3), { "9021.A": "3", "9022.A": "4", "9030.A": "5", "9040.A": "6" });
});

test("a blank row that may be a title row or a blank figure refuses the block", () => {
  assert.match(String(paste("1\n2\n\n3")), /空行.*代码/);
});

test("dashes of a printed title row say what they are", () => {
  assert.deepEqual(paste("1\n2\n——\n3"), { "9010.A": "1", "9020.A": "2", "9021.A": "3" });
});

test("codes lead each figure to its row, from any cell and in any order", () => {
  assert.deepEqual(paste("9040\t6\n9021\t3\n9010\t1", 4), { "9040.A": "6", "9021.A": "3", "9010.A": "1" });
});

test("names lead too, where there are no codes", () => {
  assert.deepEqual(paste("服务\t万元\t4\n收入\t万元\t1", 7), { "9022.A": "4", "9010.A": "1" });
});

test("heads say which columns they are", () => {
  assert.deepEqual(paste("代码\t同期\t本期\n9010\t8\t7", 3, 1), { "9010.B": "8", "9010.A": "7" });
  assert.deepEqual(paste("同期\n15\n2", 0, 0), { "9010.B": "15", "9020.B": "2" });
});

test("one column of figures beside codes goes where it was pasted, several only from the first", () => {
  assert.deepEqual(paste("9010\t8", 0, 1), { "9010.B": "8" });
  assert.match(String(paste("9010\t7\t8\n9020\t1\t2", 0, 1)), /“本期”栏/);
});

test("what the platform computes is left alone", () => {
  assert.deepEqual(paste("9010\t7\t8\t-12.5"), { "9010.A": "7", "9010.B": "8" });
  assert.match(String(paste("5\n6", 0, 2)), /不填“同比”栏|平台计算/);
});

for (const [what, text, reason, at] of /** @type {[string, string, RegExp, number?][]} */ ([
  ["a code of another form", "9010\t1\n8888\t2\n9020\t3", /8888/],
  ["a code twice", "9010\t1\n9010\t2\n9020\t3", /9010.*两次/],
  ["a figure without code", "9010\t1\n\t2\n9020\t3", /第2行/],
  ["a figure on a title row", "按类型\t1\n收入\t2", /标题行/],
  ["a figure where the row has no cell", "9030\t1\t2\n9040\t3\t4", /出口.*不填“同期”/],
  ["figures left of the codes", "8.5\t9010\t1\n9.5\t9020\t2", /分不清是哪一栏/],
  ["more rows than the form has", "1\n2\n3\n4", /4行.*1行|超出/, 7],
  ["more columns than the form has", "1\t2\t3\t4\n1\t2\t3\t4", /超出/],
  ["words", "见附件\n同上\n无\n5", /没有看懂/],
  ["other people's names of rows", "甲产品\t1\n乙产品\t2", /没有看懂/],
])) {
  test(`refused as one: ${what}`, () => assert.match(String(paste(text, at)), reason));
}

test("a row copied with its code alone is never written as two figures", () => {
  assert.match(String(paste("9040\t12", 0, 0)), /9040.*代码/);
  assert.deepEqual(paste("9040\t12", 7, 0), { "9040.A": "12" });
  assert.deepEqual(paste("人数\t9040\t12", 0, 0), { "9040.A": "12" });
});

test("the foot of a sheet is no figure and is counted as left out", () => {
  const block = [["9010", "1"], ["9020", "2"], ["单位负责人：", "甲"]];
  const outcome = planPaste(block, /** @type {any} */ (layout), { row: 0, column: 0 });
  assert.equal("ignored" in outcome && outcome.ignored, 1);
});
