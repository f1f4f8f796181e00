/** What comes before a sentence, and why something could not be judged. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { dossier, findings, six } from "./rules-document.js";

const FORMS = six({ 10: { A: "1.00" }, 20: { A: "2.00" }, 30: { A: "3" } }, { head: { asked: "1" } });

/** @param {any} w */
const bad = (w) => w.compare("=", w.cell("10"), w.figure(9));

/** 20.A ÷ 30.A, computed. @param {any} w */
function auto(w) {
  w.formulas.push(["6.20.B", 2, false, false, [[-1, w.add("divide", w.cell("20"), w.cell("30"))]]]);
  return w.add("auto", "6", "20", "B", 2);
}

/** The first finding of a rule in words. @param {string} sentence @param {any} make @param {any} [forms] @param {any} [more] */
function says(sentence, make, forms, more) {
  assert.equal(findings(make, forms, more)[0]?.message, sentence);
}

test("a condition is told unless it goes without saying", () => {
  says(
    "第1行（E1 软件）：备注为“甲”时，金额为 1.00，应等于 9，相差 8.00 万元。",
    (w) => w.compare("=", w.line("1"), w.figure(9)),
    six({}, { rows: { lines: [{ code: "E1", 1: "1.00", 2: "甲" }] } }),
    { rule: { group: "lines", when: (w) => w.add("same", "=", w.line("2"), w.add("text", "甲")) } },
  );
  says(
    "成本(20)同期为 2.00 时，收入(10)为 1.00，应等于 9，相差 8.00 万元。请核对（一）。",
    (w) => w.compare("=", w.cell("10", "B"), w.figure(9)),
    six({ 10: { B: "1.00" }, 20: { B: "2.00" } }),
    { rule: { when: (w) => w.compare(">", w.cell("20", "B"), w.figure(1)), hint: "请核对（一）。" } },
  );
  says("成本(20)本期为 2.00 时，收入(10)为 1.00，应等于 9，相差 8.00 万元。", bad, FORMS, {
    rule: { when: (w) => w.compare(">", w.cell("20"), w.figure(1)) },
  });
  says("收入(10)本期为 1.00，应等于 9，相差 8.00 万元。", bad, FORMS, { rule: { when: (w) => w.compare(">", w.cell("10"), w.figure(0)) } });
  says("收入(10)本期为 1.00，应等于 9，相差 8.00 万元。", bad, FORMS, {
    rule: { when: (w) => w.compare(">", w.add("period", "months"), w.figure(1)) },
  });
  says("试6表已填时，收入(10)本期为 1.00，应等于 9，相差 8.00 万元。", bad, FORMS, { rule: { when: (w) => w.add("filled", "6", ["A"]) } });
  says("本单位不在7表重点企业名单中时，收入(10)本期为 1.00，应等于 9，相差 8.00 万元。", bad, FORMS, {
    rule: { when: (w) => w.add("not", w.add("listed", "form7")) },
  });
  says("收入(10)本期为 1.00，应等于 9，相差 8.00 万元。", bad, FORMS, {
    rule: { when: (w) => w.add("or", [w.add("unique"), w.add("not", w.add("unique"))]) },
    dossier: { unit: { ...dossier().unit, uscc_unique: true } },
  });
  says("成本(20)本期为 2.00、“是否有”为“1 是”时，收入(10)为 1.00，应等于 9，相差 8.00 万元。", bad, FORMS, {
    rule: {
      when: (w) =>
        w.add("and", [
          w.compare(">", w.cell("20"), w.figure(1)),
          w.add("same", "=", w.add("head", "6", "asked"), w.add("text", "1")),
          w.compare(">", w.add("period", "months"), w.figure(1)),
        ]),
    },
  });
  says("成本(20)本期为 2.00 时，收入(10)为 1.00，应等于 9，相差 8.00 万元。", bad, FORMS, {
    rule: { when: (w) => w.add("and", [w.compare(">", w.cell("20"), w.figure(1)), w.add("not", w.add("blank", w.cell("20")))]) },
  });
  says("成本(20)本期已填、人数(30)为 3 时，收入(10)为 1.00，应等于 9，相差 8.00 万元。", bad, FORMS, {
    rule: { when: (w) => w.add("and", [w.add("not", w.add("blank", w.cell("20"))), w.compare(">", w.cell("30"), w.figure(1))]) },
  });
  says("成本(20)同期为空、成本(20)同期为空时，收入(10)本期为 1.00，应等于 9，相差 8.00 万元。", bad, FORMS, {
    rule: { when: (w) => w.add("and", [w.compare("=", w.cell("20", "B"), w.figure(0)), w.add("blank", w.cell("20", "B"))]) },
  });
  says("成本(20)本期为 2.00、成本(20)为 2.00、并非等于 1 时，收入(10)为 1.00，应等于 9，相差 8.00 万元。", bad, FORMS, {
    rule: {
      when: (w) => w.add("and", [w.compare(">", w.cell("20"), w.figure(1)), w.add("not", w.compare("=", w.cell("20"), w.figure(1)))]),
    },
  });
  says("各行金额合计为空时，收入(10)本期为 1.00，应等于 9，相差 8.00 万元。", bad, FORMS, {
    rule: { when: (w) => w.compare("=", w.add("sum", "6", "lines", "1", [], 2, ""), w.figure(0)) },
  });
  says("收入(10)本期 1.00 + 成本(20) 2.00 = 3.00 时，收入(10)为 1.00，应等于 9，相差 8.00 万元。", bad, FORMS, {
    rule: {
      when: (w) =>
        w.compare(
          ">",
          w.add("add", [
            [1, w.cell("10")],
            [1, w.cell("20")],
          ]),
          w.figure(0),
        ),
    },
  });
  says("“是否有”为“1 是”时，收入(10)本期为 1.00，应等于 9，相差 8.00 万元。", bad, FORMS, {
    rule: { when: (w) => w.add("same", "=", w.add("head", "6", "asked"), w.add("text", "1")) },
  });
});

test("blank cells and zero divisors stand in the way", () => {
  says(
    "无法判定：除数成本(20)本期为空。",
    (w) => w.compare("=", w.add("divide", w.cell("10"), w.cell("20")), w.figure(1)),
    six({ 10: { A: "1.00" } }),
  );
  says(
    "无法判定：除数成本(20)本期 3.00 − 人数(30) 3 = 0.00。",
    (w) =>
      w.compare(
        "=",
        w.add(
          "divide",
          w.cell("10"),
          w.add("add", [
            [1, w.cell("20")],
            [-1, w.cell("30")],
          ]),
        ),
        w.figure(1),
      ),
    six({ 10: { A: "1.00" }, 20: { A: "3.00" }, 30: { A: "3" } }),
  );
  says(
    "无法判定：成本(20)本期、人数(30)为空。",
    (w) => w.compare("=", w.add("divide", w.cell("10"), w.cell("20")), w.cell("30")),
    six({ 10: { A: "1.00" } }),
    { rule: { blank: "non_null" } },
  );
  says(
    "无法判定：除数成本(20)本期为 0.00。",
    (w) => w.compare("=", w.add("divide", w.cell("10"), w.cell("20")), w.cell("30")),
    six({ 10: { A: "1.00" }, 20: { A: "0.00" }, 30: { A: "1" } }),
    { rule: { blank: "non_null" } },
  );
  says(
    "无法判定：除数成本(20)本期为 0.00。",
    (w) => w.add("slip", w.cell("10"), w.cell("20")),
    six({ 10: { A: "1.00" }, 20: { A: "0.00" } }),
  );
  says(
    "无法判定：除数成本(20)本期为空。",
    (w) =>
      w.add("and", [
        w.compare("=", w.add("divide", w.cell("10"), w.cell("30")), w.figure(1)),
        w.compare("=", w.add("divide", w.cell("10"), w.cell("20")), w.figure(1)),
      ]),
    six({ 10: { A: "3.00" }, 30: { A: "3" } }),
  );
  says("无法判定：除数人数(30)本期为 0。", bad, six({ 10: { A: "3.00" }, 30: { A: "0" } }), {
    rule: { when: (w) => w.compare("=", w.add("divide", w.cell("10"), w.cell("30")), w.figure(1)) },
  });
  says(
    "第1行（E1 软件）：无法判定：除数金额为空。",
    (w) => w.compare("=", w.add("divide", w.cell("10"), w.line("1")), w.figure(1)),
    six({ 10: { A: "1.00" } }, { rows: { lines: [{ code: "E1" }] } }),
    { rule: { group: "lines" } },
  );
  says("无法判定：自动计算所需的数据不全或除数为 0。", (w) => w.compare("=", auto(w), w.figure(1)), six({}));
  says(
    "无法判定：除数自动计算值为 0.00。",
    (w) => w.compare("=", w.add("divide", w.figure(1), auto(w)), w.figure(1)),
    six({ 20: { A: "0.00" }, 30: { A: "1" } }),
  );
  says(
    "无法判定：除数自动计算值为 无法计算。",
    (w) => w.compare("=", w.add("divide", w.figure(1), auto(w)), w.figure(1)),
    six({ 20: { A: "1.00" }, 30: { A: "0" } }),
  );
  says("无法判定：自动计算所需的数据不全或除数为 0。", bad, six({ 10: { A: "3.00" } }), {
    rule: { when: (w) => w.compare("=", auto(w), w.figure(1)) },
  });
  says("无法判定：除数成本(20)本期为空。", (w) => w.add("slip", w.cell("10"), w.cell("20")), six({ 10: { A: "1.00" } }));
});
