/** Why a rule failed: the sentence, both sides and their distance. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { dossier, findings, six } from "./rules-document.js";

const YEAR = { year: 2024, months: 12, frequency: "annual" };

/** The first finding in words, and its sides with their distance. @param {string} sentence @param {string | null} sides @param {any} make @param {any} [forms] @param {any} [more] */
function tells(sentence, sides, make, forms, more) {
  const [{ message, left, right, difference }] = findings(make, forms, more);
  assert.equal(message, sentence);
  const shown = difference === null ? `${left} ${right}` : `${left} ${right} ${difference}`;
  assert.equal(left === null ? null : shown, sides);
}

test("comparisons, the figure that was filled in first", () => {
  tells("2，应等于 3，相差 1 万元。", "2 3 1", (w) => w.compare("=", w.figure(2), w.figure(3)));
  tells(
    "7.1，应不小于收入(10)本期 9.00，相差 1.90 万元。",
    "7.10 9.00 1.90",
    (w) => w.compare(">=", w.add("parameter", "usd", "71", 1), w.cell("10")),
    six({ 10: { A: "9.00" } }),
  );
  tells(
    "收入(10)本期为 1.00，应等于成本(20) 2.00，相差 1.00 万元（允许误差 0.05）。",
    "1.00 2.00 1.00",
    (w) => w.compare("=", w.cell("10"), w.cell("20"), [5, 2]),
    six({ 10: { A: "1.00" }, 20: { A: "2.00" } }),
  );
  tells(
    "收入(10)本期为 1.00，应等于成本(20) 2.00，相差 1.00。",
    "1.00 2.00 1.00",
    (w) => w.compare("=", w.cell("10"), w.cell("20"), [0, 0], ""),
    six({ 10: { A: "1.00" }, 20: { A: "2.00" } }),
  );
  tells(
    "收入(10)本期 1.00 ÷ 4 = 0.25，应不小于 1（允许误差 0.01）。",
    "0.25 1.00 0.75",
    (w) => w.compare("<=", w.figure(1), w.add("divide", w.cell("10"), w.figure(4)), [1, 2], "人"),
    six({ 10: { A: "1.00" } }),
  );
  tells(
    "收入(10)本期为 3.00，应等于成本(20) 2.00，相差 1.00 万元。",
    "3.00 2.00 1.00",
    (w) => w.compare("=", w.cell("10"), w.cell("20")),
    six({ 10: { A: "3.00" }, 20: { A: "2.00" } }),
  );
  tells(
    "收入(10)本期为 1.00，应等于 2，相差 1.00 万元。",
    "1.00 2.00 1.00",
    (w) => w.compare("=", w.figure(2), w.cell("10")),
    six({ 10: { A: "1.00" } }),
  );
  tells(
    "收入(10)本期为 2.00，不应为成本(20) 2.00。",
    "2.00 2.00 0.00",
    (w) => w.compare("!=", w.cell("10"), w.cell("20")),
    six({ 10: { A: "2.00" }, 20: { A: "2.00" } }),
  );
  tells("收入(10)本期为 2.00，不应为 2。", "2.00 2.00 0.00", (w) => w.compare("!=", w.figure(2), w.cell("10")), six({ 10: { A: "2.00" } }));
  tells(
    "收入(10)本期为 1.00，应不小于成本(20) 2.00，相差 1.00 万元。",
    "1.00 2.00 1.00",
    (w) => w.compare(">=", w.cell("10"), w.cell("20")),
    six({ 10: { A: "1.00" }, 20: { A: "2.00" } }),
  );
  tells(
    "收入(10)本期为 3.00，应不大于 2。",
    "3.00 2.00 1.00",
    (w) => w.compare(">=", w.figure(2), w.cell("10")),
    six({ 10: { A: "3.00" } }),
  );
  tells(
    "收入(10)本期为 3.00，应不大于成本(20) 2.00，相差 1.00 万元。",
    "3.00 2.00 1.00",
    (w) => w.compare("<=", w.cell("10"), w.cell("20")),
    six({ 10: { A: "3.00" }, 20: { A: "2.00" } }),
  );
  tells(
    "收入(10)本期为 1.00，应不小于 2。",
    "1.00 2.00 1.00",
    (w) => w.compare("<=", w.figure(2), w.cell("10")),
    six({ 10: { A: "1.00" } }),
  );
  tells(
    "收入(10)本期为 2.00，应大于成本(20) 2.00，相差 0.00 万元。",
    "2.00 2.00 0.00",
    (w) => w.compare(">", w.cell("10"), w.cell("20")),
    six({ 10: { A: "2.00" }, 20: { A: "2.00" } }),
  );
  tells("收入(10)本期为 2.00，应小于 2。", "2.00 2.00 0.00", (w) => w.compare(">", w.figure(2), w.cell("10")), six({ 10: { A: "2.00" } }));
  tells(
    "收入(10)本期为 2.00，应小于成本(20) 2.00，相差 0.00 万元。",
    "2.00 2.00 0.00",
    (w) => w.compare("<", w.cell("10"), w.cell("20")),
    six({ 10: { A: "2.00" }, 20: { A: "2.00" } }),
  );
  tells("收入(10)本期为 2.00，应大于 2。", "2.00 2.00 0.00", (w) => w.compare("<", w.figure(2), w.cell("10")), six({ 10: { A: "2.00" } }));
});

test("ratios of like things are percentages", () => {
  tells(
    "收入占成本的11.11%，应不小于30%（收入 1.00，成本 9.00）。",
    "0.1111 0.30 0.1889",
    (w) => w.compare(">=", w.add("divide", w.cell("10"), w.cell("20")), w.figure(30, 2), [0, 0], ""),
    six({ 10: { A: "1.00" }, 20: { A: "9.00" } }),
  );
  tells(
    "收入占成本的11.11%，应等于30%，相差 18.89%。",
    "0.1111 0.30 0.1889",
    (w) => w.compare("=", w.add("divide", w.cell("10"), w.cell("20")), w.figure(30, 2), [0, 0], ""),
    six({ 10: { A: "1.00" }, 20: { A: "9.00" } }),
  );
  tells(
    "收入(10)本期 1.00 ÷ 成本(20) 9.00 = 0.1111，应等于 0.3，相差 0.1889。",
    "0.1111 0.30 0.1889",
    (w) => w.compare("=", w.add("divide", w.cell("10"), w.cell("20")), w.figure(300, 3), [0, 0], ""),
    six({ 10: { A: "1.00" }, 20: { A: "9.00" } }),
  );
  tells(
    "收入(10)本期为 1.00，应等于 成本(20) 9.00 ÷ 3 = 3.00，相差 2.00。",
    "1.00 3.00 2.00",
    (w) => w.compare("=", w.cell("10"), w.add("divide", w.cell("20"), w.figure(3)), [0, 0], ""),
    six({ 10: { A: "1.00" }, 20: { A: "9.00" } }),
  );
});

test("expressions in words", () => {
  tells(
    "收入(10)本期 1.00 ÷ (成本(20) 9.00 × 3) = 0.0370，应等于人数(30) 4，相差 3.9630。",
    "0.0370 4.00 3.9630",
    (w) => w.compare("=", w.add("divide", w.cell("10"), w.add("multiply", w.cell("20"), w.figure(3))), w.cell("30"), [0, 0], ""),
    six({ 10: { A: "1.00" }, 20: { A: "9.00" }, 30: { A: "4" } }),
  );
  tells(
    "(−收入(10)本期 1.00 + 成本(20) 9.00 − 3) ÷ (成本(20) 9.00 ÷ 3) = 1.6667，应等于人数(30) 4，相差 2.3333。",
    "1.6667 4.00 2.3333",
    (w) =>
      w.compare(
        "=",
        w.add(
          "divide",
          w.add("add", [
            [-1, w.cell("10")],
            [1, w.cell("20")],
            [-1, w.figure(3)],
          ]),
          w.add("divide", w.cell("20"), w.figure(3)),
        ),
        w.cell("30"),
        [0, 0],
        "",
      ),
    six({ 10: { A: "1.00" }, 20: { A: "9.00" }, 30: { A: "4" } }),
  );
  tells(
    "收入(10)本期 1.00 ÷ (成本(20) 9.00 + 3) = 0.0833，应等于人数(30) 4，相差 3.9167。",
    "0.0833 4.00 3.9167",
    (w) =>
      w.compare(
        "=",
        w.add(
          "divide",
          w.cell("10"),
          w.add("add", [
            [1, w.cell("20")],
            [1, w.figure(3)],
          ]),
        ),
        w.cell("30"),
        [0, 0],
        "",
      ),
    six({ 10: { A: "1.00" }, 20: { A: "9.00" }, 30: { A: "4" } }),
  );
  tells(
    "|收入(10)本期 -1.00| = 1.00，应等于人数(30) 4，相差 3.00 万元。",
    "1.00 4.00 3.00",
    (w) => w.compare("=", w.add("absolute", w.cell("10")), w.cell("30")),
    six({ 10: { A: "-1.00" }, 30: { A: "4" } }),
  );
  tells(
    "（收入(10)本期 -1.00 与 成本(20) 4.00 中较大者） = 4.00，应等于收入(10) -1.00，相差 5.00 万元。",
    "4.00 -1.00 5.00",
    (w) => w.compare("=", w.add("extreme", "max", [w.cell("10"), w.cell("20")]), w.add("extreme", "min", [w.cell("10"), w.figure(3)])),
    six({ 10: { A: "-1.00" }, 20: { A: "4.00" } }),
  );
  tells(
    "(收入(10)本期 -1.00 + 成本(20) 4.26)（保留1位小数） = 3.30，应等于 3，相差 0.30 万元。",
    "3.30 3.00 0.30",
    (w) =>
      w.compare(
        "=",
        w.add(
          "round",
          w.add("add", [
            [1, w.cell("10")],
            [1, w.cell("20")],
          ]),
          1,
        ),
        w.figure(3),
      ),
    six({ 10: { A: "-1.00" }, 20: { A: "4.26" } }),
  );
  tells(
    "1.00 = 1.00，应等于人数(30)本期 3，相差 2.00 万元。",
    "1.00 3.00 2.00",
    (w) => w.compare("=", w.add("choice", [[w.add("blank", w.cell("10")), w.figure(1)]], w.figure(2)), w.cell("30")),
    six({ 30: { A: "3" } }),
  );
  tells(
    "收入(10)本期 3.00 × 5个月 = 15.00，应等于 2025年 = 2025.00，相差 2010.00 万元。",
    "15.00 2025.00 2010.00",
    (w) => w.compare("=", w.add("multiply", w.cell("10"), w.add("period", "months")), w.add("period", "year")),
    six({ 10: { A: "3.00" } }),
  );
  tells(
    "E1、E2类各行金额合计为 1.00，应等于收入(10)本期 3.00，相差 2.00 万元。",
    "1.00 3.00 2.00",
    (w) => w.compare("=", w.add("sum", "6", "lines", "1", ["E1", "E2"], 2, ""), w.cell("10")),
    six({ 10: { A: "3.00" } }, { rows: { lines: [{ code: "E1", 1: "1.00" }] } }),
  );
  tells(
    "各行金额合计为空，应等于收入(10)本期 3.00，相差 3.00 万元。",
    "0.00 3.00 3.00",
    (w) => w.compare("=", w.add("sum", "6", "lines", "1", [], 2, ""), w.cell("10")),
    six({ 10: { A: "3.00" } }),
  );
  tells(
    "明细E1类的行数为 1，应等于明细的行数 2，相差 1 万元。",
    "1 2 1",
    (w) => w.compare("=", w.add("count", "6", "lines", ["E1"]), w.add("count", "6", "lines", [])),
    six({}, { rows: { lines: [{ code: "E1", 1: "1.00" }, { code: "E2" }] } }),
  );
  tells(
    "第1行（E1 软件）：金额 1.00 − 0.5 = 0.50，应等于 0，相差 0.50 万元。",
    "0.50 0.00 0.50",
    (w) =>
      w.compare(
        "=",
        w.add("add", [
          [1, w.line("1")],
          [-1, w.figure(5, 1)],
        ]),
        w.figure(0),
      ),
    six({}, { rows: { lines: [{ code: "E1", 1: "1.00" }] } }),
    { rule: { group: "lines" } },
  );
});

test("cells of other forms and of earlier returns", () => {
  tells(
    "7表收入(10)为空，应等于收入(10)本期 3.00，相差 3.00 万元。",
    "0.00 3.00 3.00",
    (w) => w.compare("=", w.cell("10", "A", "current", "7"), w.cell("10")),
    { ...six({ 10: { A: "3.00" } }), 7: {} },
    { dossier: { unit: { ...dossier().unit, lists: ["form7"] } } },
  );
  tells(
    "收入(10)本期为空，应等于上年9表收入(10) 1.00，相差 1.00 万元。",
    "0.00 1.00 1.00",
    (w) => w.compare("=", w.cell("10"), w.cell("10", "A", "previous", "9")),
    {},
    { dossier: { period: YEAR, previous: { 9: { cells: { 10: { A: "1.00" } } } } } },
  );
  tells(
    "收入(10)本期为空，应等于上年9表收入(10) 1.00，相差 1.00 万元。",
    "0.00 1.00 1.00",
    (w) => w.compare("=", w.cell("10"), w.cell("10", "A", "year_ago", "9")),
    {},
    { dossier: { period: YEAR, year_ago: { 9: { cells: { 10: { A: "1.00" } } } } } },
  );
  tells(
    "收入(10)本期为空，应等于1—12月月报收入(10) 1.00，相差 1.00 万元。",
    "0.00 1.00 1.00",
    (w) => w.compare("=", w.cell("10"), w.cell("10", "A", "december")),
    {},
    { dossier: { period: YEAR, december: six({ 10: { A: "1.00" } }) } },
  );
  tells(
    "收入(10)本期为 3.00，应等于上期报表收入(10) 空，相差 3.00 万元。",
    "3.00 0.00 3.00",
    (w) => w.compare("=", w.cell("10"), w.cell("10", "A", "previous")),
    six({ 10: { A: "3.00" } }),
    { dossier: { previous: six({}) } },
  );
  tells(
    "收入(10)本期为 3.00，应等于上期报表收入(10)同期 空，相差 3.00 万元。",
    "3.00 0.00 3.00",
    (w) => w.compare("=", w.cell("10"), w.cell("10", "B", "previous")),
    six({ 10: { A: "3.00" } }),
    { dossier: { previous: six({}) } },
  );
  tells(
    "收入(10)本期为 3.00，应等于上年同期收入(10) 空，相差 3.00 万元。",
    "3.00 0.00 3.00",
    (w) => w.compare("=", w.cell("10"), w.cell("10", "A", "year_ago")),
    six({ 10: { A: "3.00" } }),
    { dossier: { year_ago: six({}) } },
  );
  tells(
    "收入(10)本期为 3.00，应等于1—12月月报收入(10) 空，相差 3.00 万元。",
    "3.00 0.00 3.00",
    (w) => w.compare("=", w.cell("10"), w.cell("10", "A", "december")),
    six({ 10: { A: "3.00" } }),
    { dossier: { december: six({}) } },
  );
});

test("texts and codes", () => {
  tells(
    "第1行（E1 软件）：备注为“甲”，应为分类“E1 软件”。",
    "甲 E1",
    (w) => w.add("same", "=", w.line("2"), w.line("code")),
    six({}, { rows: { lines: [{ code: "E1", 2: "甲" }] } }),
    { rule: { group: "lines" } },
  );
  tells(
    "文字2(k2)本期为“甲”，应为“乙”。",
    "甲 乙",
    (w) => w.add("same", "=", w.cell("k2"), w.add("text", "乙")),
    six({ k2: { A: "甲" } }),
  );
  tells(
    "文字12(k12)本期为“甲”，应为文字11(k11)“乙”。",
    "甲 乙",
    (w) => w.add("same", "=", w.cell("k12"), w.cell("k11")),
    six({ k12: { A: "甲" }, k11: { A: "乙" } }),
  );
  tells(
    "文字12(k12)本期为“甲”，应为文字11(k11)空。",
    "甲 ",
    (w) => w.add("same", "=", w.cell("k12"), w.cell("k11")),
    six({ k12: { A: "甲" } }),
  );
  tells("文字12(k12)本期为“甲”，应为空白。", "甲 ", (w) => w.add("same", "=", w.cell("k12"), w.add("text", "")), six({ k12: { A: "甲" } }));
  tells(
    "文字1(k1)本期为“E1 软件”，应为“E2 服务”。",
    "E1 E2",
    (w) => w.add("same", "=", w.cell("k1"), w.add("text", "E2")),
    six({ k1: { A: "E1" } }),
  );
  tells(
    "文字1(k1)本期为“E1 软件”，不应为“E1 软件”。",
    "E1 E1",
    (w) => w.add("same", "!=", w.cell("k1"), w.add("text", "E1")),
    six({ k1: { A: "E1" } }),
  );
  tells(
    "“是否有”为“1 是”，应为“2 否”。",
    "1 2",
    (w) => w.add("same", "=", w.add("head", "6", "asked"), w.add("text", "2")),
    six({}, { head: { asked: "1" } }),
  );
  tells(
    "文字12(k12)本期为“甲”，应为“是否有”“1 是”。",
    "甲 1",
    (w) => w.add("same", "=", w.cell("k12"), w.add("head", "6", "asked")),
    six({ k12: { A: "甲" } }, { head: { asked: "1" } }),
  );
  tells(
    "计算值为“1”，应为文字12(k12)本期“甲”。",
    "1 甲",
    (w) => w.add("same", "=", w.add("text", "1"), w.cell("k12")),
    six({ k12: { A: "甲" } }),
  );
  tells(
    "按制度判定的代码为“E1”，应为文字1(k1)本期“E2 服务”。",
    "E1 E2",
    (w) => w.add("same", "=", w.add("choice", [[w.add("blank", w.cell("10")), w.add("text", "E1")]], w.add("text", "E2")), w.cell("k1")),
    six({ k1: { A: "E2" } }),
  );
  tells(
    "文字12(k12)本期第1—2位为“甲乙”，应为报送区县“500112”。",
    "甲乙 500112",
    (w) => w.add("same", "=", w.add("slice", w.cell("k12"), 1, 2), w.add("fact", "district")),
    six({ k12: { A: "甲乙丙" } }),
  );
  tells(
    "收入(10)类别为“E1 软件”，应为“E2 服务”。",
    "E1 E2",
    (w) => w.add("same", "=", w.cell("10", "T"), w.add("text", "E2")),
    six({ 10: { T: "E1" } }),
  );
});
