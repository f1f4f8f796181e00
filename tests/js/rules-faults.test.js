/** Why a judgement on a cell, a line or a form failed, and what should not have been. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { findings, six } from "./rules-document.js";

/** 20.A ÷ 30.A, computed. @param {any} w */
function auto(w) {
  w.formulas.push(["6.20.B", 2, false, false, [[-1, w.add("divide", w.cell("20"), w.cell("30"))]]]);
  return w.add("auto", "6", "20", "B", 2);
}

/** @param {any} w */
const fail = (w) => w.compare("=", w.figure(0), w.figure(1));

/** The first finding in words, and its sides with their distance. @param {string} sentence @param {string | null} sides @param {any} make @param {any} [forms] @param {any} [more] */
function tells(sentence, sides, make, forms, more) {
  const [{ message, left, right, difference }] = findings(make, forms, more);
  assert.equal(message, sentence);
  const shown = difference === null ? `${left} ${right}` : `${left} ${right} ${difference}`;
  assert.equal(left === null ? null : shown, sides);
}

test("predicates", () => {
  tells(
    "文字1(k1)本期为“X3 其他”，应为“E1 软件”、“Z9”之一。",
    null,
    (w) => w.add("oneof", w.cell("k1"), ["E1", "Z9"]),
    six({ k1: { A: "X3" } }),
  );
  tells("文字1(k1)本期为空，应为“E1 软件”。", null, (w) => w.add("oneof", w.cell("k1"), ["E1"]), six({}));
  tells("文字1(k1)本期为“X3 其他”，应以E、F开头。", null, (w) => w.add("starts", w.cell("k1"), ["E", "F"]), six({ k1: { A: "X3" } }));
  tells(
    "文字12(k12)本期为“X9”，应为“分类目录”中的代码。",
    null,
    (w) => w.add("incodes", w.cell("k12"), "kinds", false),
    six({ k12: { A: "X9" } }),
  );
  tells(
    "文字12(k12)本期为“E”，不是末级代码，应选择“分类目录”中的末级分类。",
    null,
    (w) => w.add("incodes", w.cell("k12"), "kinds", true),
    six({ k12: { A: "E" } }),
  );
  tells(
    "文字12(k12)本期为“X9”，应为“分类目录”中的代码。",
    null,
    (w) => w.add("incodes", w.cell("k12"), "kinds", true),
    six({ k12: { A: "X9" } }),
  );
  tells(
    "文字12(k12)本期填写有误：邮政编码“X9”不正确，应为6位数字。",
    null,
    (w) => w.add("matches", w.cell("k12"), "邮政编码"),
    six({ k12: { A: "X9" } }),
  );
  tells(
    "第1行（E1 软件）：分类“E1”与其他行重复，应一类一行。",
    null,
    (w) => w.add("uniqueline", w.add("column", "6", "lines", "code")),
    six({}, { rows: { lines: [{ code: "E1", 1: "1.00" }, { code: "E1" }] } }),
    { rule: { group: "lines" } },
  );
  tells("收入(10)本期为 1.50，应为整数。", null, (w) => w.add("whole", w.cell("10")), six({ 10: { A: "1.50" } }));
  tells(
    "收入(10)本期 1.50 ÷ 2 = 0.75，应为整数。",
    null,
    (w) => w.add("whole", w.add("divide", w.cell("10"), w.figure(2))),
    six({ 10: { A: "1.50" } }),
  );
  tells("收入(10)本期已填 1.50，应为空。", null, (w) => w.add("blank", w.cell("10")), six({ 10: { A: "1.50" } }));
  tells("文字1(k1)本期已填“E1 软件”，应为空。", null, (w) => w.add("blank", w.cell("k1")), six({ k1: { A: "E1" } }));
  tells("“是否有”已填“1 是”，应为空。", null, (w) => w.add("blank", w.add("head", "6", "asked")), six({}, { head: { asked: "1" } }));
  tells("试6表未填，应当填报。", null, (w) => w.add("filled", "6", ["A"]));
  tells("本单位不在7表重点企业名单中，应在名录中。", null, (w) => w.add("listed", "form7"));
  tells("本单位不在月报名录中，应在名录中。", null, (w) => w.add("listed", "monthly"));
  tells("两栏应完全相同。", null, (w) => w.add("samecolumns", "6", ["10"], "A", "B"));
  tells("两数之比应为整数量级。", null, (w) => w.add("slip", w.cell("10"), w.cell("20")), six({ 10: { A: "5.00" }, 20: { A: "1.00" } }));
  tells(
    "文字12(k12)本期为“丁”，应为“甲”、“乙”、“丙”之一。",
    null,
    (w) => w.add("oneof", w.cell("k12"), ["甲", "乙", "丙"]),
    six({ k12: { A: "丁" } }),
  );
});

test("what should not be", () => {
  tells("收入(10)本期为空；没有发生额请填 0。", null, (w) => w.add("not", w.add("blank", w.cell("10"))));
  tells("收入(10)层数未填写。", null, (w) => w.add("not", w.add("blank", w.cell("10", "N"))));
  tells("文字1(k1)本期未填写。", null, (w) => w.add("not", w.add("blank", w.cell("k1"))));
  tells("“是否有”未选择。", null, (w) => w.add("not", w.add("blank", w.add("head", "6", "asked"))));
  tells(
    "第1行（E1 软件）：金额未填写。",
    null,
    (w) => w.add("not", w.add("blank", w.line("1"))),
    six({}, { rows: { lines: [{ code: "E1" }] } }),
    { rule: { group: "lines" } },
  );
  tells(
    "各指标的本期与同期完全相同，疑似照抄，请核实。",
    null,
    (w) => w.add("not", w.add("samecolumns", "6", ["10"], "A", "B")),
    six({ 10: { A: "1.00", B: "1.00" } }),
  );
  tells(
    "各指标的本期与同期完全相同，疑似照抄，请核实。",
    null,
    (w) => w.add("not", w.add("or", [w.add("blank", w.cell("20")), w.add("samecolumns", "6", ["10"], "A", "B")])),
    six({ 10: { A: "1.00", B: "1.00" }, 20: { A: "1.00" } }),
  );
  tells(
    "收入(10)本期为 1.00，应等于 3，相差 2.00 万元。",
    "1.00 3.00 2.00",
    (w) => w.add("not", w.add("not", w.compare("=", w.cell("10"), w.figure(3)))),
    six({ 10: { A: "1.00", B: "1.00" }, 20: { A: "1.00" } }),
  );
  tells(
    "不应出现：收入(10)本期为 1.00。",
    null,
    (w) => w.add("not", w.compare("=", w.cell("10"), w.figure(1))),
    six({ 10: { A: "1.00" } }),
  );
  tells(
    "不应出现：收入(10)本期为 2.00。",
    null,
    (w) => w.add("not", w.add("or", [w.add("slip", w.cell("10"), w.cell("20")), w.compare("=", w.cell("10"), w.cell("20"))])),
    six({ 10: { A: "2.00" }, 20: { A: "2.00" } }),
  );
  tells(
    "收入(10)本期 100.00 约为 成本(20) 12.49 的 8.01 倍，接近 10 倍，疑似计量单位填错（元、千元、万元）。",
    "100.00 12.49 87.51",
    (w) => w.add("not", w.add("slip", w.cell("10"), w.cell("20"))),
    six({ 10: { A: "100.00" }, 20: { A: "12.49" } }),
  );
  tells("文字6(k6)本期未填写。", null, (w) => w.add("not", w.add("blank", w.cell("k6"))), six({}));
  tells(
    "收入(10)本期 10.00 约为 成本(20) 1.00 的 10 倍，疑似计量单位填错（元、千元、万元）。",
    "10.00 1.00 9.00",
    (w) => w.add("not", w.add("slip", w.cell("10"), w.cell("20"))),
    six({ 10: { A: "10.00" }, 20: { A: "1.00" } }),
  );
  tells(
    "收入(10)本期 9.00 约为 成本(20) 1.00 的 9 倍，接近 10 倍，疑似计量单位填错（元、千元、万元）。",
    "9.00 1.00 8.00",
    (w) => w.add("not", w.add("slip", w.cell("10"), w.cell("20"))),
    six({ 10: { A: "9.00" }, 20: { A: "1.00" } }),
  );
  tells(
    "成本(20)本期 100.00 约为 收入(10) 1.00 的 100 倍，疑似计量单位填错（元、千元、万元）。",
    "1.00 100.00 99.00",
    (w) => w.add("not", w.add("slip", w.cell("10"), w.cell("20"))),
    six({ 10: { A: "1.00" }, 20: { A: "100.00" } }),
  );
  tells(
    "收入(10)本期 -1100.00 约为 成本(20) -1.00 的 1100 倍，接近 1000 倍，疑似计量单位填错（元、千元、万元）。",
    "-1100.00 -1.00 1099.00",
    (w) => w.add("not", w.add("slip", w.cell("10"), w.cell("20"))),
    six({ 10: { A: "-1100.00" }, 20: { A: "-1.00" } }),
  );
  tells(
    "收入(10)本期 9000.00 约为 成本(20) 1.00 的 9000 倍，接近 10000 倍，疑似计量单位填错（元、千元、万元）。",
    "9000.00 1.00 8999.00",
    (w) => w.add("not", w.add("slip", w.cell("10"), w.cell("20"))),
    six({ 10: { A: "9000.00" }, 20: { A: "1.00" } }),
  );
  tells(
    "成本(20)本期 12000.00 约为 收入(10) 1.00 的 12000 倍，接近 10000 倍，疑似计量单位填错（元、千元、万元）。",
    "1.00 12000.00 11999.00",
    (w) => w.add("not", w.add("slip", w.cell("10"), w.cell("20"))),
    six({ 10: { A: "1.00" }, 20: { A: "12000.00" } }),
  );
  tells(
    "收入(10)本期 10.10 约为 成本(20) 1.00 的 10.1 倍，接近 10 倍，疑似计量单位填错（元、千元、万元）。",
    "10.10 1.00 9.10",
    (w) => w.add("not", w.add("slip", w.cell("10"), w.cell("20"))),
    six({ 10: { A: "10.10" }, 20: { A: "1.00" } }),
  );
});

test("judgements put together", () => {
  tells(
    "应至少满足一项，但都不满足：收入(10)本期为 2.50（应不小于 9）；成本(20)已填 2.00，应为空；收入(10)为 2.50（应等于 2）。",
    "2.50 9.00 6.50",
    (w) =>
      w.add("or", [w.compare(">=", w.cell("10"), w.figure(9)), w.add("blank", w.cell("20")), w.compare("=", w.figure(2), w.cell("10"))]),
    six({ 10: { A: "2.50" }, 20: { A: "2.00" } }),
  );
  tells("应至少满足一项，但都不满足：试6表未填，应当填报；本单位不在7表重点企业名单中，应在名录中。", null, (w) =>
    w.add("or", [w.add("filled", "6", ["B"]), w.add("listed", "form7")]),
  );
  tells(
    "应至少满足一项，但都不满足：收入(10)本期为空（应等于 9）；成本(20)为空（应大于 9）。",
    "0.00 9.00 9.00",
    (w) =>
      w.add("and", [
        w.add("or", [w.compare("=", w.cell("10"), w.figure(9)), w.compare(">", w.cell("20"), w.figure(9))]),
        w.compare("=", w.figure(1), w.figure(1)),
      ]),
    six({}),
  );
  tells(
    "收入(10)本期为 2.50，但成本(20)为空，两者应当一致。",
    null,
    (w) => w.add("iff", w.compare(">", w.cell("10"), w.figure(0)), w.add("not", w.add("blank", w.cell("20")))),
    six({ 10: { A: "2.50" } }),
  );
  tells(
    "收入(10)本期为 2.50 时，成本(20)为空，应大于 0。",
    "0.00 0.00 0.00",
    (w) => w.add("implies", w.compare(">", w.cell("10"), w.figure(0)), w.compare(">", w.cell("20"), w.figure(0))),
    six({ 10: { A: "2.50" } }),
  );
  tells(
    "成本(20)本期为空，应大于 0。",
    "0.00 0.00 0.00",
    (w) => w.add("and", [w.compare(">", w.cell("10"), w.figure(0)), w.compare(">", w.cell("20"), w.figure(0))]),
    six({ 10: { A: "2.50" } }),
  );
  tells("0，应等于 1，相差 1 万元。", "0 1 1", (w) => w.add("and", [fail(w), w.compare("=", auto(w), w.figure(1))]), six({}));
  tells("0，应等于 1，相差 1 万元。", "0 1 1", (w) => w.add("and", [w.compare("=", auto(w), w.figure(1)), fail(w)]), six({}));
  tells(
    "不应出现：收入(10)本期为空。",
    null,
    (w) => w.add("not", w.add("or", [w.compare("=", w.cell("10"), w.figure(0)), w.compare("=", auto(w), w.figure(1))])),
    six({}),
  );
  tells(
    "收入(10)本期为空、并非等于 1 时，应至少满足一项，但都不满足：成本(20)为空（应等于 1）；成本(20)为空（应等于 1）。",
    "0.00 1.00 1.00",
    (w) =>
      w.add(
        "implies",
        w.add("not", w.compare("=", w.cell("10"), w.figure(1))),
        w.add("or", [w.compare("=", w.cell("20"), w.figure(1)), w.compare("=", w.cell("20"), w.figure(1))]),
      ),
    six({}),
  );
  tells(
    "第1行：应至少满足一项，但都不满足：备注已填“甲。。”，应为空；金额为空（应等于 1）。",
    "0.00 1.00 1.00",
    (w) => w.add("or", [w.add("blank", w.line("2")), w.compare("=", w.line("1"), w.figure(1))]),
    six({}, { rows: { lines: [{ 2: "甲。。" }] } }),
    { rule: { group: "lines" } },
  );
  tells(
    "应至少满足一项，但都不满足：收入(10)本期 3.00 ÷ 2 = 1.50（应等于 1）；成本(20)为空（不应为 0）。",
    "1.50 1.00 0.50",
    (w) =>
      w.add("or", [w.compare("=", w.add("divide", w.cell("10"), w.figure(2)), w.figure(1)), w.compare("!=", w.cell("20"), w.figure(0))]),
    six({ 10: { A: "3.00" } }),
  );
});

test("automatic values and lines", () => {
  tells(
    "第1行（E1 软件）：金额为 1.00，应大于上年同类行的金额 1.00，相差 0.00 万元。",
    "1.00 1.00 0.00",
    (w) => w.compare(">", w.line("1"), w.line("1", "year_ago")),
    six({}, { rows: { lines: [{ code: "E1", 1: "1.00" }] } }),
    { rule: { group: "lines" }, dossier: { year_ago: six({}, { rows: { lines: [{ code: "E1", 1: "1.00" }] } }) } },
  );
  tells(
    "第1行：金额为 1.00，应大于 3。",
    "1.00 3.00 2.00",
    (w) => w.compare(">", w.line("1"), w.figure(3)),
    six({}, { rows: { lines: [{ 1: "1.00" }, { code: "E1", 1: "2.00" }] } }),
    { rule: { group: "lines" } },
  );
  tells(
    "第1行（甲）：数量为 1，应大于 3。",
    "1 3 2",
    (w) => w.compare(">", w.add("line", "current", "6", "others", "1", 0, false, ""), w.figure(3)),
    six({}, { rows: { others: [{ code: "甲", 1: "1" }] } }),
    { rule: { group: "others" } },
  );
  tells(
    "自动计算值为 2.00，应等于 1，相差 1.00 万元。",
    "2.00 1.00 1.00",
    (w) => w.compare("=", auto(w), w.figure(1)),
    six({ 20: { A: "4.00" }, 30: { A: "2" } }),
  );
});
