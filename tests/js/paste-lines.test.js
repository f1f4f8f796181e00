/** Blocks on repeating lines: no line gets another's figures. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { planLines } from "../../ruantong/site/static/js/paste_lines.js";

const layout = {
  group: "4.lines",
  columns: [
    { key: "code", head: "软件代码", kind: "code" },
    { key: "1", head: "本年收入", kind: "number" },
    { key: "2", head: "其中：本年出口", kind: "number" },
    { key: "7", head: "备注", kind: "text" },
  ],
  maximum: 5,
  directory: true,
};
const directory = [
  { code: "E10101", name: "操作系统" },
  { code: "E10102", name: "数据库" },
  { code: "E20503", name: "云服务" },
];
const lines = [{ code: "E10102", blank: false }, { code: "", blank: true }];

/** @param {string} text @param {{line: number, column: number}} start */
function paste(text, start = { line: 0, column: 0 }, given = layout) {
  const outcome = planLines(text.split("\n").map((each) => each.split("\t")), given, start, lines, directory);
  if ("refusal" in outcome) return outcome.refusal;
  const filled = outcome.assignments.filter((each) => each.text !== "");
  return Object.fromEntries(filled.map(({ ref, text: figure }) => [ref.slice("4.lines".length), figure]));
}

test("known codes fill their lines, new ones the blank line and further ones", () => {
  assert.deepEqual(paste("E20503\t3\nE10102\t2\nE10101\t1"), {
    "[2].code": "E20503", "[2].1": "3",
    "[1].code": "E10102", "[1].1": "2",
    "[3].code": "E10101", "[3].1": "1",
  });
});

test("the printed sheet with names, codes and heads is understood from any cell", () => {
  const printed = "软件分类名称\t软件代码\t本年收入\t其中：本年出口\n甲\t乙\t1\t2\n云服务\tE20503\t3\t0.5";
  for (const start of [{ line: 0, column: 0 }, { line: 1, column: 2 }]) {
    assert.deepEqual(paste(printed, start), { "[2].code": "E20503", "[2].1": "3", "[2].2": "0.5" });
  }
});

test("names alone are codes too", () => {
  assert.deepEqual(paste("云服务\t3\n数据库\t2"), {
    "[2].code": "E20503", "[2].1": "3", "[1].code": "E10102", "[1].1": "2",
  });
});

test("figures without codes lie as they were copied", () => {
  assert.deepEqual(paste("3\t1\n2\t0", { line: 0, column: 1 }), {
    "[1].1": "3", "[1].2": "1", "[2].1": "2", "[2].2": "0",
  });
});

for (const [what, text, reason] of /** @type {[string, string, RegExp][]} */ ([
  ["a total without code", "E20503\t3\nE10101\t1\n\t4", /第3行.*合计/],
  ["a code twice", "E20503\t3\nE20503\t4", /两次/],
  ["more lines than the form takes", "E20503\t1\nE10101\t1\nX1\t1\nX2\t1\nE9\t1\nE10102\t1".replace("X1", "E10103").replace("X2", "E10104"), /至多5行|两次|没有/],
  ["figures beyond the last column", "E20503\t1\t2\tx\t5", /超出/],
  ["words for figures", "E20503\t见附件\nE10101\t无", /没有看懂/],
])) {
  test(`refused as one: ${what}`, () => assert.match(String(paste(text)), reason));
}

test("products without a directory lie as they were copied", () => {
  const products = {
    group: "4.lines",
    columns: [{ key: "name", head: "名称", kind: "text" }, { key: "field", head: "领域", kind: "code" }],
    maximum: 3,
    directory: false,
  };
  assert.deepEqual(paste("工业软件\t01", { line: 0, column: 0 }, /** @type {any} */ (products)), {
    "[1].name": "工业软件", "[1].field": "01",
  });
});
