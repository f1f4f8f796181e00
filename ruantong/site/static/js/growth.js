/** 同比 and 环比 while one types, by the same rules as ruantong/returns/growth.py. */

import { formatNumber, parseNumber, roundHalfUp } from "./numbers.js";

const PLACES = 2;

/**
 * A growth rate from texts; "" without a positive base or with a text that is no number.
 * @param {string} method "yoy", "month" (this month ÷ last month) or "cumulative"
 * @param {string} now
 * @param {string} base
 * @param {string} earlier the cumulative value before `base`; only for "month"
 * @param {number} decimals of the three texts
 */
export function growth(method, now, base, earlier, decimals) {
  const [current, before] = [scaled(now, decimals), scaled(base, decimals)];
  if (method !== "month") return percent(current, before);
  const first = scaled(earlier, decimals);
  if (current === null || before === null || first === null) return "";
  return percent(current - before, before - first);
}

/** @param {bigint | null} now @param {bigint | null} base */
function percent(now, base) {
  if (now === null || base === null || base <= 0n) return "";
  return formatNumber(roundHalfUp((now - base) * 100n * 10n ** BigInt(PLACES), base), PLACES);
}

/** @param {string} text @param {number} decimals @returns {bigint | null} */
function scaled(text, decimals) {
  try {
    return parseNumber(text, decimals, true);
  } catch {
    return null;
  }
}
