/**
 * Typed numbers, by the same rules as ruantong/core/values.py (shared vectors: tests/vectors).
 * Amounts are integers in the last decimal place, as BigInt.
 */

const MAX_SCALED = 10n ** 15n - 1n;
const MAX_LENGTH = 64;
const SHOWN_LENGTH = 24;
const FULL_WIDTH = "０１２３４５６７８９．，＋－−﹣";
const HALF_WIDTH = "0123456789.,+---";
const INVISIBLE = " \t\r\n\v\f\u00a0\u3000\u2007\u2009\u202f\u200b\ufeff";
const PLAIN = /^([+-]?)([0-9]*)(?:\.([0-9]*))?$/;
const GROUPED = /^[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?$/;

/** A text that is no acceptable value; the message is Chinese and does not name the cell. */
export class ValueFault extends Error {
  /** @param {string} code @param {string} message */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/**
 * Reads a typed number as an integer in units of 10^-decimals; null for blank.
 * @param {string | null} text
 * @param {number} decimals
 * @param {boolean} negative
 * @returns {bigint | null}
 */
export function parseNumber(text, decimals, negative = false) {
  const typed = strip(text ?? "");
  if (typed === "") return null;
  const expected = expectedNumber(decimals, negative);
  const length = [...typed].length;
  if (length > MAX_LENGTH) {
    throw new ValueFault("too_long", `内容过长（${length}个字符），应填写${expected}`);
  }
  let plain = [...typed].map(halfWidth).join("");
  if (plain.includes(",")) {
    if (!/[^0-9.,+-]/.test(plain) && !GROUPED.test(plain)) {
      throw new ValueFault(
        "bad_grouping",
        `“${shown(typed)}”的千分位逗号位置不对，应为每三位一个（如1,234,567.00）或不用逗号`,
      );
    }
    plain = plain.replaceAll(",", "");
  }
  const match = PLAIN.exec(plain);
  if (match === null || !(match[2] || match[3])) {
    throw new ValueFault("not_a_number", `“${shown(typed)}”不是数字，应填写${expected}`);
  }
  const fraction = (match[3] ?? "").replace(/0+$/, "");
  if (fraction.length > decimals) {
    throw new ValueFault(
      "too_many_decimals",
      `“${shown(typed)}”有${fraction.length}位小数，应填写${expected}`,
    );
  }
  const value = BigInt((match[2] || "0") + fraction.padEnd(decimals, "0"));
  if (value > MAX_SCALED) {
    const limit = formatNumber(MAX_SCALED, decimals, true);
    throw new ValueFault("too_large", `“${shown(typed)}”超出可填范围，绝对值应不大于${limit}`);
  }
  if (match[1] !== "-" || value === 0n) return value;
  if (!negative) {
    throw new ValueFault("negative", `“${shown(typed)}”是负数，应填写${expected}`);
  }
  return -value;
}

/**
 * Prints a scaled integer with exactly `decimals` places; "" for blank.
 * @param {bigint | null} value
 * @param {number} decimals
 * @param {boolean} grouping
 */
export function formatNumber(value, decimals, grouping = false) {
  if (value === null) return "";
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, "0");
  let whole = decimals ? digits.slice(0, -decimals) : digits;
  if (grouping) whole = whole.replace(/\B(?=([0-9]{3})+$)/g, ",");
  return (value < 0n ? "-" : "") + whole + (decimals ? `.${digits.slice(-decimals)}` : "");
}

/**
 * Nearest integer to the exact ratio, halves away from zero; the divisor is positive.
 * @param {bigint} numerator
 * @param {bigint} denominator
 */
export function roundHalfUp(numerator, denominator) {
  const size = numerator < 0n ? -numerator : numerator;
  let quotient = size / denominator;
  if (2n * (size % denominator) >= denominator) quotient += 1n;
  return numerator < 0n ? -quotient : quotient;
}

/** @param {number} decimals @param {boolean} negative */
function expectedNumber(decimals, negative) {
  const kind = decimals ? `数字，至多${decimals}位小数` : "整数";
  return negative ? kind : `不小于0的${kind}`;
}

/** @param {string} text */
function strip(text) {
  let [start, end] = [0, text.length];
  while (start < end && INVISIBLE.includes(text[start])) start += 1;
  while (end > start && INVISIBLE.includes(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

/** @param {string} character */
function halfWidth(character) {
  const index = FULL_WIDTH.indexOf(character);
  return index < 0 ? character : HALF_WIDTH[index];
}

/** @param {string} text */
export function shown(text) {
  const clean = [...text].map((c) => (/[\p{C}\p{Zl}\p{Zp}\p{Zs}]/u.test(c) && c !== " " ? " " : c));
  return clean.length <= SHOWN_LENGTH ? clean.join("") : `${clean.slice(0, SHOWN_LENGTH).join("")}…`;
}
