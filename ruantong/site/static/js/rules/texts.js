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
 * What is wrong with a text: the name of the fault and what its words name (FAULTS in
 * ruantong/core/identifiers.py; the rules document brings them along). Null when nothing is.
 * @typedef {(string | number)[] | null} Fault
 */

/**
 * Name of a format a rule may demand → what is wrong with a text.
 * @type {ReadonlyMap<string, (text: string) => Fault>}
 */
export const FORMATS = new Map([
  ["统一社会信用代码", usccFault],
  ["组织机构代码", organisationFault],
  ["移动电话", mobileFault],
  ["固定电话", phoneFault],
  ["邮政编码", postcodeFault],
  ["电子邮箱", emailFault],
]);

/** @param {string} text @returns {Fault} */
function usccFault(text) {
  const code = normaliseIdentifier(text);
  const characters = [...code];
  if (code === "") return ["missing"];
  if (characters.length !== 18) return ["length", shown(code), characters.length];
  const wrong = characters.findIndex((character) => !USCC.includes(character));
  if (wrong >= 0) return ["character", code, wrong + 1, shown(characters[wrong])];
  const total = weighted(characters, USCC, USCC_WEIGHTS);
  const expected = USCC[(31 - (total % 31)) % 31];
  if (characters[17] !== expected) return ["check", code, expected, characters[17]];
  const ninth = organisationCheckDigit(characters.slice(8, 16));
  if (characters[16] === ninth || code.startsWith(SOLE_TRADER)) return null;
  return ["organisation", code, ninth, characters[16]];
}

/** @param {string} text @returns {Fault} */
function organisationFault(text) {
  const code = normaliseIdentifier(text).replaceAll("-", "");
  const characters = [...code];
  if (code === "") return ["missing"];
  if (characters.length !== 9) return ["length", shown(code), characters.length];
  if (characters.some((character) => !ORGANISATION.includes(character))) return ["character", shown(code)];
  const expected = organisationCheckDigit(characters);
  return characters[8] === expected ? null : ["check", code, expected, characters[8]];
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
  return parsePhone(text)?.kind === "mobile" ? null : fault(normalisePhone(text));
}

/** @param {string} text */
function phoneFault(text) {
  const found = parsePhone(text);
  return found !== null && found.kind !== "mobile" ? null : fault(normalisePhone(text));
}

/** @param {string} text */
function postcodeFault(text) {
  const number = normaliseIdentifier(text);
  return POSTCODE.test(number) ? null : fault(number);
}

/** @param {string} text */
function emailFault(text) {
  const address = blanksJoined(withoutMarks(text).normalize("NFKC"));
  const fits = [...address].length <= 254 && !address.includes("..") && EMAIL.test(address);
  return fits ? null : fault(address);
}

/** @param {string} text @returns {Fault} */
function fault(text) {
  return text === "" ? ["missing"] : ["wrong", shown(text)];
}
