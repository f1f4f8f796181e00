/** 同比 and 环比 while one types, by the same rules as ruantong/core/rules/growth.py. */

import { formatNumber, parseNumber, roundHalfUp } from "./numbers.js";

const PLACES = 2;

/**
 * A growth rate from texts; "" without a positive base or with a text that is no number. Profit on a
 * negative base has a word instead.
 * @param {string} method "month" (this month ÷ last month, of cumulated figures); every other one ("yoy",
 *   "cumulative", "standing") compares the two figures as they are
 * @param {string} now
 * @param {string} base
 * @param {string} last last month's own value; only for "month"
 * @param {number} decimals of the texts
 * @param {boolean} profit
 */
export function growth(method, now, base, last, decimals, profit = false) {
  const [current, before] = [scaled(now, decimals), scaled(base, decimals)];
  if (method !== "month") return told(current, before, profit);
  if (current === null || before === null) return "";
  return told(current - before, scaled(last, decimals), profit);
}

/** @param {bigint | null} now @param {bigint | null} base @param {boolean} profit */
function told(now, base, profit) {
  if (now === null || base === null) return "";
  if (base > 0n) {
    return formatNumber(roundHalfUp((now - base) * 100n * 10n ** BigInt(PLACES), base), PLACES);
  }
  if (!profit || base === 0n) return "";
  if (now >= 0n) return "扭亏";
  if (now === base) return "持平";
  return now < base ? "增亏" : "减亏";
}

/** @param {string} text @param {number} decimals @returns {bigint | null} */
function scaled(text, decimals) {
  try {
    return parseNumber(text, decimals, true);
  } catch {
    return null;
  }
}
