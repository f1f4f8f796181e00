/** Texts and identifiers, by the same rules as ruantong/core/identifiers.py. */

import { blanksJoined, fold, withoutMarks } from "../characters.js";
import { shown } from "../numbers.js";
import { parsePhone } from "./phones.js";

const USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const ORGANISATION = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
const SOLE_TRADER = "92"; // no legal persons; some of their early codes hold no organisation code
const POSTCODE = /^[0-9]{6}$/;
const EMAIL =
  /^[A-Za-z0-9](?:[A-Za-z0-9._%+-]*[A-Za-z0-9_%+-])?@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,24}$/;

/** Half-width, upper case, without blanks and marks. @param {string} text */
export function normaliseIdentifier(text) {
  return blanksJoined(withoutMarks(text).normalize("NFKC"), "").toUpperCase();
}

/** The written form of a telephone number; what is none keeps its characters. @param {string} text */
export function normalisePhone(text) {
  return parsePhone(text)?.written ?? normaliseIdentifier(text);
}

/** Whether a reader takes two texts for the same. @param {string} left @param {string} right */
export function sameText(left, right) {
  return left === right || fold(left) === fold(right);
}

/**
 * Characters `start` to `stop` (from 1, inclusive), hyphens left out before counting.
 * @param {string} text @param {number} start @param {number} stop
 */
export function part(text, start, stop) {
  return [...text.replaceAll("-", "")].slice(start - 1, stop).join("");
}

/**
 * Name of a format a rule may demand → what is wrong with a text, "" when nothing is.
 * @type {ReadonlyMap<string, (text: string) => string>}
 */
export const FORMATS = new Map([
  ["统一社会信用代码", usccFault],
  ["组织机构代码", organisationFault],
  ["移动电话", mobileFault],
  ["固定电话", phoneFault],
  ["邮政编码", postcodeFault],
  ["电子邮箱", emailFault],
]);

/** @param {string} text */
function usccFault(text) {
  const code = normaliseIdentifier(text);
  const characters = [...code];
  if (code === "") return "未填写统一社会信用代码，应为18位";
  if (characters.length !== 18) {
    return `统一社会信用代码“${shown(code)}”是${characters.length}位，应为18位`;
  }
  const wrong = characters.findIndex((character) => !USCC.includes(character));
  if (wrong >= 0) {
    return (
      `统一社会信用代码“${code}”第${wrong + 1}位“${shown(characters[wrong])}”不允许使用，` +
      "应为数字或大写字母（不含I、O、S、V、Z）"
    );
  }
  const total = weighted(characters, USCC, USCC_WEIGHTS);
  const expected = USCC[(31 - (total % 31)) % 31];
  if (characters[17] !== expected) {
    return (
      `统一社会信用代码“${code}”校验不通过：按前17位计算，末位应为“${expected}”，` +
      `现为“${characters[17]}”，请核对营业执照`
    );
  }
  const ninth = organisationCheckDigit(characters.slice(8, 16));
  if (characters[16] === ninth || code.startsWith(SOLE_TRADER)) return "";
  return (
    `统一社会信用代码“${code}”校验不通过：第9至17位是组织机构代码，` +
    `第17位应为“${ninth}”，现为“${characters[16]}”，请核对营业执照`
  );
}

/** @param {string} text */
function organisationFault(text) {
  const code = normaliseIdentifier(text).replaceAll("-", "");
  const characters = [...code];
  if (code === "") return "未填写组织机构代码，应为9位";
  if (characters.length !== 9) {
    return `组织机构代码“${shown(code)}”是${characters.length}位，应为9位（8位本体代码和1位校验码）`;
  }
  if (characters.some((character) => !ORGANISATION.includes(character))) {
    return `组织机构代码“${shown(code)}”应只含数字和大写字母`;
  }
  const expected = organisationCheckDigit(characters);
  if (characters[8] === expected) return "";
  return `组织机构代码“${code}”校验不通过：末位应为“${expected}”，现为“${characters[8]}”`;
}

/** @param {string[]} characters the eight before it, or more */
function organisationCheckDigit(characters) {
  return "0123456789X0"[11 - (weighted(characters, ORGANISATION, ORGANISATION_WEIGHTS) % 11)];
}

/** @param {string[]} characters @param {string} alphabet @param {number[]} weights */
function weighted(characters, alphabet, weights) {
  return weights.reduce((all, weight, place) => all + weight * alphabet.indexOf(characters[place]), 0);
}

/** @param {string} text */
function mobileFault(text) {
  if (parsePhone(text)?.kind === "mobile") return "";
  return fault("移动电话", normalisePhone(text), "应为以1开头的11位手机号码");
}

/** @param {string} text */
function phoneFault(text) {
  const found = parsePhone(text);
  if (found !== null && found.kind !== "mobile") return "";
  const expected = "应为区号-号码（如023-63899999，分机写作-801）或400、800号码";
  return fault("固定电话", normalisePhone(text), expected);
}

/** @param {string} text */
function postcodeFault(text) {
  const number = normaliseIdentifier(text);
  return POSTCODE.test(number) ? "" : fault("邮政编码", number, "应为6位数字");
}

/** @param {string} text */
function emailFault(text) {
  const address = blanksJoined(withoutMarks(text).normalize("NFKC"));
  const fits = [...address].length <= 254 && !address.includes("..") && EMAIL.test(address);
  return fits ? "" : fault("电子邮箱", address, "应形如name@example.com");
}

/** @param {string} name @param {string} text @param {string} expected */
function fault(name, text, expected) {
  return text === "" ? `未填写${name}，${expected}` : `${name}“${shown(text)}”不正确，${expected}`;
}
