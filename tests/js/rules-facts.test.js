/** What is the case, told as the first half of a sentence: true of judgements that hold and of those that do not. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { dossier, findings, six } from "./rules-document.js";

/** Something that always fails after it. @param {(w: any) => number} part @returns {(w: any) => number} */
const fact = (part) => (w) => w.add("implies", part(w), w.compare("=", w.figure(0), w.figure(1)));

/** The first finding of a rule in words. @param {string} sentence @param {any} make @param {any} [forms] @param {any} [more] */
function says(sentence, make, forms, more) {
  assert.equal(findings(make, forms, more)[0]?.message, sentence);
}

test("forms, rosters, cells, columns and the register", () => {
  says(
    "试6表已填时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("filled", "6", ["A"])),
    six({ 10: { A: "1.00" } }),
  );
  says(
    "试6表未填时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("not", w.add("filled", "6", ["A"]))),
  );
  says(
    "本单位在7表重点企业名单中时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("listed", "form7")),
    six({}),
    { dossier: { unit: { ...dossier().unit, lists: ["form7"] } } },
  );
  says(
    "本单位不在月报名录中时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("not", w.add("listed", "monthly"))),
  );
  says(
    "本单位不在other中时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("not", w.add("listed", "other"))),
  );
  says(
    "收入(10)本期为空时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("blank", w.cell("10"))),
  );
  says(
    "收入(10)本期已填时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("not", w.add("blank", w.cell("10")))),
    six({ 10: { A: "2.00" } }),
  );
  says(
    "收入(10)本期为 2.00 时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("whole", w.cell("10"))),
    six({ 10: { A: "2.00" } }),
  );
  says(
    "两栏完全相同时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("samecolumns", "6", ["10"], "A", "B")),
    six({ 10: { A: "2.00", B: "2.00" } }),
  );
  says(
    "两栏不完全相同时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("not", w.add("samecolumns", "6", ["10"], "A", "B"))),
  );
  says(
    "统一社会信用代码唯一时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("unique")),
    six({}),
    { dossier: { unit: { ...dossier().unit, uscc_unique: true } } },
  );
  says(
    "统一社会信用代码不唯一时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("not", w.add("unique"))),
    six({}),
    { dossier: { unit: { ...dossier().unit, uscc_unique: false } } },
  );
  says(
    "两数相差若干数量级时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("slip", w.cell("10"), w.cell("20"))),
    six({ 10: { A: "10.00" }, 20: { A: "1.00" } }),
  );
  says(
    "两数没有相差若干数量级时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("not", w.add("slip", w.cell("10"), w.cell("20")))),
    six({ 10: { A: "5.00" }, 20: { A: "1.00" } }),
  );
  says(
    "文字1(k1)本期为“E1 软件”时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("same", "=", w.cell("k1"), w.add("text", "E1"))),
    six({ k1: { A: "E1" } }),
  );
});

test("a line's code that is repeated, and one that is not", () => {
  const unique = (/** @type {any} */ w) => w.add("uniqueline", w.add("column", "6", "lines", "code"));
  const rule = { group: "lines" };
  const one = six({}, { rows: { lines: [{ code: "E1", 1: "1.00" }] } });
  const two = six({}, { rows: { lines: [{ code: "E1", 1: "1.00" }, { code: "E1" }] } });
  says("第1行（E1 软件）：代码不与其他行重复时，0，应等于 1，相差 1 万元。", fact(unique), one, { rule });
  says("第1行（E1 软件）：代码与其他行重复时，0，应等于 1，相差 1 万元。", fact((w) => w.add("not", unique(w))), two, { rule });
});

test("comparisons that hold, and those that do not", () => {
  says(
    "收入(10)本期为 1.00、并非大于成本(20) 2.00 时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("not", w.compare(">", w.cell("10"), w.cell("20")))),
    six({ 10: { A: "1.00" }, 20: { A: "2.00" } }),
  );
  says(
    "收入(10)本期为 1.00、并非等于 5 时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("not", w.compare("=", w.cell("10"), w.figure(5)))),
    six({ 10: { A: "1.00" } }),
  );
  says(
    "收入(10)本期为 5.00、并非不等于 5 时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("not", w.compare("!=", w.cell("10"), w.figure(5)))),
    six({ 10: { A: "5.00" } }),
  );
  says(
    "收入(10)本期为 1.00、并非不小于 5 时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("not", w.compare(">=", w.cell("10"), w.figure(5)))),
    six({ 10: { A: "1.00" } }),
  );
  says(
    "收入(10)本期为 9.00、并非不大于 5 时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("not", w.compare("<=", w.cell("10"), w.figure(5)))),
    six({ 10: { A: "9.00" } }),
  );
  says(
    "收入(10)本期为 1.00、并非大于 5 时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("not", w.compare(">", w.cell("10"), w.figure(5)))),
    six({ 10: { A: "1.00" } }),
  );
  says(
    "收入(10)本期为 9.00、并非小于 5 时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("not", w.compare("<", w.cell("10"), w.figure(5)))),
    six({ 10: { A: "9.00" } }),
  );
});

test("judgements put together tell the part that decides", () => {
  says(
    "收入(10)本期为 1.00 时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("or", [w.compare(">", w.cell("10"), w.cell("20")), w.compare("<", w.cell("10"), w.cell("20"))])),
    six({ 10: { A: "1.00" }, 20: { A: "2.00" } }),
  );
  says(
    "收入(10)本期为 1.00、成本(20)为 2.00 时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("and", [w.compare("<", w.cell("10"), w.figure(9)), w.compare("<", w.cell("20"), w.figure(9))])),
    six({ 10: { A: "1.00" }, 20: { A: "2.00" } }),
  );
  says(
    "收入(10)本期为 1.00、成本(20)为空时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("iff", w.compare("<", w.cell("10"), w.figure(9)), w.add("blank", w.cell("20")))),
    six({ 10: { A: "1.00" } }),
  );
  says(
    "收入(10)本期为 1.00、并非大于 9 时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("implies", w.compare(">", w.cell("10"), w.figure(9)), w.add("blank", w.cell("20")))),
    six({ 10: { A: "1.00" } }),
  );
  says(
    "成本(20)本期为空时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("implies", w.compare("<", w.cell("10"), w.figure(9)), w.add("blank", w.cell("20")))),
    six({ 10: { A: "1.00" } }),
  );
  says(
    "收入(10)本期为 1.00、成本(20)为空时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("not", w.add("implies", w.compare("<", w.cell("10"), w.figure(9)), w.add("not", w.add("blank", w.cell("20")))))),
    six({ 10: { A: "1.00" } }),
  );
  says(
    "成本(20)本期为 2.00、并非大于 9 时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("not", w.add("and", [w.compare("<", w.cell("10"), w.figure(9)), w.compare(">", w.cell("20"), w.figure(9))]))),
    six({ 10: { A: "1.00" }, 20: { A: "2.00" } }),
  );
  says(
    "收入(10)本期为 1.00、并非大于 9、成本(20)为 2.00、并非大于 9 时，0，应等于 1，相差 1 万元。",
    fact((w) => w.add("not", w.add("or", [w.compare(">", w.cell("10"), w.figure(9)), w.compare(">", w.cell("20"), w.figure(9))]))),
    six({ 10: { A: "1.00" }, 20: { A: "2.00" } }),
  );
});
