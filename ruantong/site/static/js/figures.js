/**
 * How an amount stands in its cell: with thousands separators, and plain in the cell in hand. What the
 * page reads, compares, keeps and sends is the plain text: `textOf` and `putText` are the way to it.
 *
 * @typedef {import("./grid.js").Control} Control
 */

import { markOrigin } from "./origins.js";
import { converted, unmark } from "./units.js";

const PLAIN = /^(-?[0-9]{1,3})((?:[0-9]{3})+)(\.[0-9]+)?$/;
const SEPARATED = /^-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?$/;

/** A plain decimal with its thousands separated; any other text as it is. @param {string} text */
export function separated(text) {
  const parts = PLAIN.exec(text);
  return parts === null ? text : parts[1] + parts[2].replace(/[0-9]{3}/g, ",$&") + (parts[3] ?? "");
}

/** The plain text of what `separated` shows; any other text as it is. @param {string} text */
export function plain(text) {
  return SEPARATED.test(text) ? text.replaceAll(",", "") : text;
}

/** Years, codes and names are no amounts. @param {Control} control */
function isAmount(control) {
  return control.dataset.decimals !== undefined;
}

/** @param {Control} control */
export function textOf(control) {
  return isAmount(control) ? (converted(control)?.text ?? plain(control.value)) : control.value;
}

/** As the platform sent it. @param {HTMLInputElement} control */
export function sentText(control) {
  return isAmount(control) ? plain(control.defaultValue) : control.defaultValue;
}

/** @param {Control} control @param {string} text */
export function putText(control, text) {
  unmark(control);
  control.value = isAmount(control) && control !== document.activeElement ? separated(text) : text;
  markOrigin(control, text);
}

/** The cell is in hand now. @param {Control} control */
export function takeInHand(control) {
  if (control.value !== textOf(control)) control.value = textOf(control);
}

/** The cell is left; a text that is complained of stays as it was typed. @param {Control} control */
export function letGo(control) {
  const text = textOf(control);
  unmark(control);
  control.value = isAmount(control) && !control.closest(".is-fault") ? separated(text) : text;
}
