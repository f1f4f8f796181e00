/** Fractions compared, divided and shown without rounding more than is said. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { distance, hundredths, isLess, larger, percent, quotient, show } from "../../ruantong/site/static/js/rules/fractions.js";

/** @param {bigint} n @param {bigint} [d] */
const fraction = (n, d = 1n) => ({ n, d });

test("less is less and not equal; the larger is the one that is not less", () => {
  assert.equal(isLess(fraction(1n, 3n), fraction(1n, 2n)), true);
  assert.equal(isLess(fraction(2n, 4n), fraction(1n, 2n)), false);
  assert.equal(isLess(fraction(1n, 2n), fraction(1n, 3n)), false);
  assert.deepEqual(larger(fraction(1n, 3n), fraction(1n, 2n)), fraction(1n, 2n));
  assert.deepEqual(larger(fraction(1n, 2n), fraction(1n, 3n)), fraction(1n, 2n));
});

test("a quotient has its sign above", () => {
  assert.deepEqual(quotient(fraction(1n, 2n), fraction(3n, 4n)), fraction(4n, 6n));
  assert.deepEqual(quotient(fraction(1n, 2n), fraction(-3n, 4n)), fraction(-4n, 6n));
  assert.deepEqual(distance(fraction(1n, 2n), fraction(-3n, 4n)), fraction(10n, 8n));
});

test("a figure has its own places, or as many as it needs, at most four or its own", () => {
  assert.equal(show(fraction(1n, 8n), 0), "0.125");
  assert.equal(show(fraction(1n, 8n), 2), "0.125");
  assert.equal(show(fraction(1n, 8n), 3), "0.125");
  assert.equal(show(fraction(1n, 8n), 5), "0.12500");
  assert.equal(show(fraction(1n, 16n), 0), "0.0625");
  assert.equal(show(fraction(1n, 32n), 0), "0.0313");
  assert.equal(show(fraction(1n, 64n), 5), "0.01563");
  assert.equal(show(fraction(-7n), 0), "-7");
  assert.equal(percent(fraction(-1n, 8n)), "-12.50%");
  assert.equal(percent(fraction(1n, 3000n)), "0.03%");
});

test("hundredths go to the even neighbour where both are as near", () => {
  for (const [above, wanted] of /** @type {[bigint, bigint][]} */ ([[4n, 0n], [5n, 0n], [6n, 1n], [14n, 1n], [15n, 2n], [25n, 2n], [26n, 3n]])) {
    assert.deepEqual(hundredths(fraction(above, 1000n)), fraction(wanted, 100n));
  }
});
