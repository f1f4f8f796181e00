/** Whole numbers stay exact where a Number ends and a BigInt begins. */

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  absolute, constant, either, extreme, large, product, roundedRatio, SAFE, scaled, small, sum,
} from "../../ruantong/site/static/js/rules/integers.js";

const state = /** @type {any} */ ({});
const BEYOND = SAFE + 2n;

/** A figure that may become as large as `bound` and is now `value`. @param {bigint} bound @param {bigint} [value] */
const cell = (bound, value = bound) => small(bound, () => Number(value));

/** A figure that is kept as a BigInt. @param {bigint} value @param {bigint} [bound] @returns {any} */
const wide = (value, bound = value < 0n ? -value : value) => ({ big: true, bound, read: () => value });

/** @param {any} whole @param {bigint} value @param {bigint} bound */
function holds(whole, value, bound) {
  assert.equal(whole.bound, bound);
  assert.equal(whole.big, bound > SAFE || whole.big);
  const wanted = whole.big ? value : Number(value);
  assert.ok(Object.is(whole.read(state), wanted), `${whole.read(state)} for ${wanted}`);
}

/** The same, where nothing but the bound decides the kind. @param {any} whole @param {bigint} value @param {bigint} bound */
function chosen(whole, value, bound) {
  holds(whole, value, bound);
  assert.equal(whole.big, bound > SAFE);
}

test("a constant beyond 2^53 is a BigInt, the last before it a Number", () => {
  chosen(constant(SAFE), SAFE, SAFE);
  chosen(constant(-SAFE), -SAFE, SAFE);
  chosen(constant(SAFE + 1n), SAFE + 1n, SAFE + 1n);
  chosen(constant(-BEYOND), -BEYOND, BEYOND);
});

test("a product or a multiple is a Number as long as it cannot leave the exact ones", () => {
  chosen(product(cell(SAFE), cell(1n)), SAFE, SAFE);
  chosen(product(cell(SAFE), cell(2n)), 2n * SAFE, 2n * SAFE);
  holds(product(wide(3n), cell(2n)), 6n, 6n);
  holds(product(cell(2n), wide(3n)), 6n, 6n);
  chosen(scaled(cell(SAFE / 10n, 7n), 1), 70n, 10n * (SAFE / 10n));
  chosen(scaled(cell(SAFE, 7n), 1), 70n, 10n * SAFE);
  chosen(scaled(cell(9n), 15), 9n * 10n ** 15n, 9n * 10n ** 15n);
  chosen(scaled(cell(10n), 15), 10n ** 16n, 10n ** 16n);
  holds(scaled(wide(5n), 2), 500n, 500n);
});

test("nothing is wrapped that need not be", () => {
  const [one, broad] = [cell(5n), wide(5n)];
  assert.equal(scaled(one, 0), one);
  assert.equal(scaled(one, -2), one);
  assert.equal(sum([[1, one]]), one);
  assert.equal(sum([[1, broad]]), broad);
  assert.equal(large(broad), broad);
  assert.equal(large(one).big, true);
  assert.equal(large(one).read(state), 5n);
});

test("sums keep every sign, of one term, of two and of many", () => {
  const [three, five, seven] = [cell(9n, 3n), cell(9n, 5n), cell(9n, 7n)];
  chosen(sum([]), 0n, 0n);
  chosen(sum([[-1, three]]), -3n, 9n);
  chosen(sum([[1, three], [1, five]]), 8n, 18n);
  chosen(sum([[1, three], [-1, five]]), -2n, 18n);
  chosen(sum([[-1, three], [1, five]]), 2n, 18n);
  chosen(sum([[-1, three], [-1, five]]), -8n, 18n);
  chosen(sum([[-1, three], [1, five], [-1, seven]]), -5n, 27n);
});

test("a sum of Numbers stays one up to the last exact one and becomes a BigInt beyond it", () => {
  chosen(sum([[1, cell(SAFE - 1n)], [1, cell(1n)]]), SAFE, SAFE);
  chosen(sum([[1, cell(SAFE)], [1, cell(2n)]]), BEYOND, BEYOND);
  chosen(sum([[1, cell(SAFE)], [1, cell(SAFE)], [-1, cell(3n)]]), 2n * SAFE - 3n, 2n * SAFE + 3n);
  holds(sum([[-1, wide(BEYOND)], [1, cell(5n)]]), 5n - BEYOND, BEYOND + 5n);
  holds(sum([[1, wide(7n)], [-1, wide(9n)]]), -2n, 16n);
  holds(sum([[-1, wide(7n)]]), -7n, 7n);
});

test("an absolute value keeps its kind", () => {
  chosen(absolute(cell(9n, -4n)), 4n, 9n);
  holds(absolute(wide(-BEYOND)), BEYOND, BEYOND);
  holds(absolute(wide(BEYOND)), BEYOND, BEYOND);
});

test("the greatest and the least, whatever stands first", () => {
  for (const [which, value] of /** @type {[string, bigint][]} */ ([["max", 8n], ["min", -6n]])) {
    for (const items of [[8n, -6n, 2n], [2n, 8n, -6n], [-6n, 2n, 8n]]) {
      chosen(extreme(which, items.map((item) => cell(20n, item))), value, 20n);
      const mixed = extreme(which, items.map((item) => (item === 2n ? wide(item, 30n) : cell(20n, item))));
      holds(mixed, value, 30n);
      assert.equal(mixed.big, true);
    }
  }
  chosen(extreme("max", [cell(30n, 1n), cell(20n, 2n)]), 2n, 30n);
});

test("a rounded ratio is no larger than what was divided", () => {
  chosen(roundedRatio(cell(SAFE, 7n), cell(9n, 2n)), 4n, SAFE);
  chosen(roundedRatio(cell(SAFE), cell(1n)), SAFE, SAFE);
  holds(roundedRatio(wide(BEYOND), cell(9n, 1n)), BEYOND, BEYOND);
  holds(roundedRatio(wide(-7n), wide(2n)), -4n, 7n);
  holds(roundedRatio(cell(1n), cell(9n, 2n)), 1n, 1n);
});

test("of two figures the one is taken that the condition says", () => {
  for (const yes of [true, false]) {
    chosen(either(() => yes, cell(20n, 3n), cell(10n, 4n)), yes ? 3n : 4n, 20n);
    chosen(either(() => yes, cell(10n, 3n), cell(20n, 4n)), yes ? 3n : 4n, 20n);
    for (const [a, b] of [[wide(3n), cell(4n)], [cell(3n), wide(4n)], [wide(3n), wide(4n)]]) {
      const taken = either(() => yes, a, b);
      holds(taken, yes ? 3n : 4n, 4n);
      assert.equal(taken.big, true);
    }
  }
});
