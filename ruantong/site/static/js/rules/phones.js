/** Telephone numbers, by the same rules as ruantong/core/phones.py. */

import { fold } from "../characters.js";

const COUNTRY = /^\(?(?:\+|00)86\)?-?/;
const NUMBER = new RegExp(
  "^(?:(1[3-9][0-9](?:-?[0-9]){8})|([48]00(?:-?[0-9]){7})" +
    "|(?:\\(?(0(?:10|2[0-9]|[3-9][0-9]{2}|[0-9]{2,3}))\\)?[-/]?)?([2-9][0-9]{2,3}-?[0-9]{4}))" +
    "(?:(?:-|转|分机|ext\\.?|x|#|\\*|,)([0-9]{1,6}))?$",
);

/** @typedef {{kind: "mobile" | "landline" | "service", written: string}} Phone */

/** The number a text writes; null when it is none. @param {string} text @returns {Phone | null} */
export function parsePhone(text) {
  const plain = fold(text).replaceAll("(0)", "0");
  const country = COUNTRY.exec(plain);
  if (country === null) return number(plain);
  const national = plain.slice(country[0].length);
  return number(national) ?? number(`0${national.replace(/^\(/, "").replace(")", "")}`);
}

/** @param {string} plain @returns {Phone | null} */
function number(plain) {
  const match = NUMBER.exec(plain);
  if (match === null) return null;
  const [mobile, service, area, local, extension] = match.slice(1).map((part) => part ?? "");
  const digits = (mobile || service || local).replaceAll("-", "");
  if (mobile !== "") return extension ? null : { kind: "mobile", written: digits };
  const written = [area, digits, extension].filter((part) => part !== "").join("-");
  return { kind: service ? "service" : "landline", written };
}
