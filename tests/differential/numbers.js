/** Reads typed numbers as the page does: one JSON array of [text, decimals] on standard input. */

import { readFileSync } from "node:fs";

import { formatNumber, parseNumber, ValueFault } from "../../ruantong/site/static/js/numbers.js";

/** @param {string} text @param {number} decimals */
function read(text, decimals) {
  try {
    return formatNumber(parseNumber(text, decimals, true), decimals);
  } catch (fault) {
    if (!(fault instanceof ValueFault)) throw fault;
    return `${fault.code}: ${fault.message}`;
  }
}

const asked = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map(([text, decimals]) => read(text, decimals))));
