/**
 * Typed numbers, by the same rules as ruantong/core/values.py (shared vectors: tests/vectors).
 * Amounts are integers in the last decimal place, as BigInt.
 */

import { blanksJoined, characterFault, isText, withoutMarks } from "./characters.js";

const MAX_SCALED = 10n ** 15n - 1n;
const MAX_LENGTH = 64;
const SHOWN_LENGTH = 24;
const FULL_WIDTH =
  "０１２３４５６７８９．，＋－−﹣‐‑‒–—（）￥％Ｅｅ\u00a0\u2007\u2009\u202f\u3000";
const HALF_WIDTH = "0123456789.,+--------()¥%Ee     ";
const BLANKS = " \t\r\n\v\f\u00a0\u3000\u2007\u2009\u202f";
const PLAIN = /^([0-9]*)(?:\.([0-9]*))?$/;
const GROUPED = /^[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?$/;
const SPACED = /^[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]*)?$/;
// sign, currency and parentheses in every order that accounting formats print
const FRAME = /^([+-]?) *(¥?) *(\(?) *(¥?) *([+-]?) *([^()¥+-]*?) *(\)?)$/;

/**
 * What a spreadsheet shows instead of a plain number: the pattern, the fault and what to say.
 * @type {[RegExp, string, (typed: string, expected: string) => string][]}
 */
const UNREAD = [
  [
    /^#(?:[A-Za-z0-9/_]+[!?]?|#*)$/,
    "formula_error",
    (typed, expected) => `“${typed}”是电子表格没有算出或没有显示出来的数，应填写${expected}`,
  ],
  [
    /^[+-]?[0-9]+(?:\.[0-9]*)?[Ee][+-]?[0-9]+$/,
    "scientific",
    (typed, expected) => `“${typed}”是科学记数，后面的数字可能没有显示，应填写完整的${expected}`,
  ],
  [
    /^[^%]*[0-9][^%]*%$/,
    "percent",
    (typed, expected) => `“${typed}”带有百分号，应填写${expected}，不带百分号`,
  ],
  [
    /^[(+-]*¥?[0-9][0-9., ]*\(?[\u4e00-\u9fff][\s\S]*$/,
    "with_unit",
    (typed, expected) => `“${typed}”带有文字，应按本栏的计量单位填写${expected}，不带单位和说明`,
  ],
];

/** A text that is no acceptable value; the message is Chinese and does not name the cell. */
export class ValueFault extends Error {
  /** @param {string} code @param {string} message */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/**
 * Sign and digits of a typed number, without zeros at its end; null for blank.
 * @param {string | null} text
 * @param {number} decimals what is expected, for the message
 * @param {boolean} negative
 */
export function readDecimal(text, decimals, negative = false) {
  const typed = strip(withoutMarks(text ?? ""));
  if (typed === "") return null;
  const expected = expectedNumber(decimals, negative);
  const length = [...typed].length;
  if (length > MAX_LENGTH) {
    throw new ValueFault("too_long", `内容过长（${length}个字符），应填写${expected}`);
  }
  const strange = characterFault(blanksJoined(typed));
  if (strange !== "") throw new ValueFault("not_text", `“${shown(typed)}”的${strange}`);
  const plain = [...typed].map(halfWidth).join("").replace(/([0-9])。(?=[0-9])/g, "$1.");
  let [minus, digits] = unframed(plain);
  if (digits.includes(",")) {
    if (!/[^0-9.,]/.test(digits) && !GROUPED.test(digits)) {
      throw new ValueFault(
        "bad_grouping",
        `“${shown(typed)}”的千分位逗号位置不对，应为每三位一个（如1,234,567.00）或不用逗号`,
      );
    }
    digits = digits.replace(/,/g, "");
  } else if (SPACED.test(digits)) {
    digits = digits.replace(/ /g, "");
  }
  const match = PLAIN.exec(digits);
  if (match === null || !(match[1] || match[2])) throw unread(plain, shown(typed), expected);
  const fraction = (match[2] ?? "").replace(/0+$/, "");
  return { minus, whole: match[1] || "0", fraction, typed };
}

/**
 * Reads a typed number as an integer in units of 10^-decimals; null for blank.
 * @param {string | null} text
 * @param {number} decimals
 * @param {boolean} negative
 * @returns {bigint | null}
 */
export function parseNumber(text, decimals, negative = false) {
  const decimal = readDecimal(text, decimals, negative);
  if (decimal === null) return null;
  const { minus, whole, fraction, typed } = decimal;
  const expected = expectedNumber(decimals, negative);
  if (fraction.length > decimals) {
    throw new ValueFault(
      "too_many_decimals",
      `“${shown(typed)}”有${fraction.length}位小数，应填写${expected}`,
    );
  }
  const value = BigInt(whole + fraction.padEnd(decimals, "0"));
  if (value > MAX_SCALED) {
    const limit = formatNumber(MAX_SCALED, decimals, true);
    throw new ValueFault("too_large", `“${shown(typed)}”超出可填范围，绝对值应不大于${limit}`);
  }
  if (!minus || value === 0n) return value;
  if (!negative) {
    throw new ValueFault("negative", `“${shown(typed)}”是负数，应填写${expected}`);
  }
  return -value;
}

/**
 * Whether a text in half-width characters is negative, and its digits without sign, currency and
 * parentheses. A text that mixes them up comes back as it is.
 * @param {string} plain
 * @returns {[boolean, string]}
 */
function unframed(plain) {
  const match = FRAME.exec(plain);
  if (match === null) return [false, plain];
  const [, outer, currency, opened, innerCurrency, inner, digits, closed = ""] = match;
  const signs = outer + inner;
  if (
    opened.length !== closed.length ||
    signs.length + opened.length > 1 ||
    currency.length + innerCurrency.length > 1
  ) {
    return [false, plain];
  }
  if (digits === "" && signs === "-") return [false, "0"]; // how accounting formats print zero
  return [opened !== "" || signs === "-", digits];
}

/** Why a text is no number. @param {string} plain @param {string} typed @param {string} expected */
function unread(plain, typed, expected) {
  for (const [pattern, code, message] of UNREAD) {
    if (pattern.test(plain)) return new ValueFault(code, message(typed, expected));
  }
  return new ValueFault("not_a_number", `“${typed}”不是数字，应填写${expected}`);
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
  while (start < end && BLANKS.includes(text[start])) start += 1;
  while (end > start && BLANKS.includes(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

/** @param {string} character */
function halfWidth(character) {
  const index = FULL_WIDTH.indexOf(character);
  return index < 0 ? character : HALF_WIDTH[index];
}

/** @param {string} text */
export function shown(text) {
  const clean = [...withoutMarks(text)].map((c) => (isText(c) ? c : " "));
  return clean.length <= SHOWN_LENGTH ? clean.join("") : `${clean.slice(0, SHOWN_LENGTH).join("")}…`;
}

/** Thousands grouped in the amounts of a sentence; codes and years have no decimals. @param {string} sentence */
export function grouped(sentence) {
  return sentence.replaceAll(/[0-9][0-9.,]*/g, (number) =>
    /^[0-9]{4,}\.[0-9]+$/.test(number) ? number.replace(/^[0-9]+/, (whole) => whole.replaceAll(/\B(?=(?:[0-9]{3})+$)/g, ",")) : number,
  );
}
