/** Exact fractions as they stand in sentences. @typedef {import("./operations.js").Fraction} Fraction */

import { formatNumber } from "../numbers.js";
import { nearest, power, size } from "./operations.js";

/** Places shown of a ratio that has no finite or no short decimal form. */
const RATIO_PLACES = 4;

/** @param {Fraction} a @param {Fraction} b @returns {Fraction} */
export function distance(a, b) {
  return { n: size(a.n * b.d - b.n * a.d), d: a.d * b.d };
}

/** @param {Fraction} a @param {Fraction} b @returns {Fraction} */
export function quotient(a, b) {
  const [n, d] = [a.n * b.d, a.d * b.n];
  return d < 0n ? { n: -n, d: -d } : { n, d };
}

/** @param {Fraction} a @param {Fraction} b */
export function larger(a, b) {
  return a.n * b.d >= b.n * a.d ? a : b;
}

/** @param {Fraction} a @param {Fraction} b */
export function isLess(a, b) {
  return a.n * b.d < b.n * a.d;
}

/**
 * Canonical decimal with at least `least` places; a long one is cut to ratio places.
 * @param {Fraction} value @param {number} least
 */
export function show(value, least) {
  const most = Math.max(least, RATIO_PLACES);
  for (let places = least; places <= most; places += 1) {
    const scaled = value.n * power(places);
    if (scaled % value.d === 0n) return formatNumber(scaled / value.d, places);
  }
  return formatNumber(nearest(value.n * power(most), value.d), most);
}

/** A ratio as a percentage with two places. @param {Fraction} value */
export function percent(value) {
  return `${formatNumber(nearest(value.n * 10000n, value.d), 2)}%`;
}

/** Hundredths, halves to the even one. @param {Fraction} value not negative @returns {Fraction} */
export function hundredths(value) {
  const scaled = value.n * 100n;
  const [whole, rest] = [scaled / value.d, scaled % value.d];
  const up = 2n * rest > value.d || (2n * rest === value.d && whole % 2n === 1n);
  return { n: up ? whole + 1n : whole, d: 100n };
}
