/** The browser reads and prints numbers exactly as the platform does (tests/vectors/numbers.json). */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { growth } from "../../ruantong/site/static/js/growth.js";
import {
  formatNumber,
  grouped,
  parseNumber,
  roundHalfUp,
  ValueFault,
} from "../../ruantong/site/static/js/numbers.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/numbers.json", import.meta.url), "utf8"));

for (const { text, decimals, negative = false, printed } of vectors.read) {
  test(`${JSON.stringify(text)} is read as ${printed || "blank"}`, () => {
    assert.equal(formatNumber(parseNumber(text, decimals, negative), decimals), printed);
  });
}

for (const { text, decimals, negative = false, code, message } of vectors.refused) {
  test(`${JSON.stringify(text)} is refused: ${code}`, () => {
    assert.throws(
      () => parseNumber(text, decimals, negative),
      (fault) => {
        assert.ok(fault instanceof ValueFault);
        assert.equal(fault.code, code);
        assert.equal(fault.message, message);
        return true;
      },
    );
  });
}

for (const { method, row, now, base, last, decimals, text } of vectors.growth) {
  test(`${method} of ${row}: ${now || "blank"} over ${base || "blank"} is ${text || "not told"}`, () => {
    assert.equal(growth(method, now, base, last, decimals, row === "2090"), text);
  });
}

test("blank is not zero", () => {
  assert.equal(parseNumber("", 2), null);
  assert.equal(parseNumber("0", 2), 0n);
});

test("halves are rounded away from zero", () => {
  assert.deepEqual([5n, -5n, 4n].map((n) => roundHalfUp(n, 10n)), [1n, -1n, 0n]);
});

test("separators are added where asked", () => {
  assert.equal(formatNumber(123456789n, 2, true), "1,234,567.89");
  assert.equal(formatNumber(-100000n, 0, true), "-100,000");
});

test("amounts in a sentence are grouped and codes are not", () => {
  const said = "主营业务收入(2010)为 1234567.00，上年 2023 年 -4321.5，比上期的 999.00，第 20211 行";
  assert.equal(grouped(said), "主营业务收入(2010)为 1,234,567.00，上年 2023 年 -4,321.5，比上期的 999.00，第 20211 行");
});
