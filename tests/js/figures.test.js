/** Amounts with their thousands separated, and back: exact, and nothing else is touched. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { plain, separated, textOf } from "../../ruantong/site/static/js/figures.js";
import { formatNumber, parseNumber } from "../../ruantong/site/static/js/numbers.js";

test("thousands are separated, whatever the sign and the decimals", () => {
  for (const [text, shown] of [
    ["0.00", "0.00"], ["999", "999"], ["1000", "1,000"], ["-1000.50", "-1,000.50"],
    ["123456.7", "123,456.7"], ["999999999999999", "999,999,999,999,999"], ["1234567.123456", "1,234,567.123456"],
  ]) {
    assert.equal(separated(text), shown);
    assert.equal(plain(shown), text);
  }
});

test("what is no plain decimal stays as it was typed", () => {
  for (const text of ["", "很多", "12,34", "1,2345", "１２３４", "1234元", "1,234元", "--", "1e4"]) {
    assert.equal(separated(text), text);
    assert.equal(plain(text), text);
  }
});

test("any amount comes back exactly", () => {
  let digits = 7n;
  for (let n = 0; n < 300; n += 1) {
    digits = (digits * 6364136223846793005n + 1442695040888963407n) % 10n ** BigInt(1 + (n % 15));
    const [value, decimals] = [n % 2 ? -digits : digits, n % 4];
    const shown = separated(formatNumber(value, decimals));
    assert.equal(shown, formatNumber(value, decimals, true));
    assert.equal(plain(shown), formatNumber(value, decimals));
    assert.equal(parseNumber(shown, decimals, true), value);
  }
});

test("a year or a name is no amount", () => {
  const control = (value, dataset) => /** @type {any} */ ({ value, dataset });
  assert.equal(textOf(control("1,234.00", { decimals: "2" })), "1234.00");
  assert.equal(textOf(control("1,234", {})), "1,234");
});
