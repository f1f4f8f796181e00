/** A pasted text as one act on a sheet: what it means here, and writing it into the cells. */

import { normalise, resolveCode, showFault, itemsOf } from "./cells.js";
import { putState, stateOf } from "./acts.js";
import { putText, separated } from "./figures.js";
import { labelOf, tableOf } from "./grid.js";
import { growLines } from "./line_buttons.js";
import { linesOf } from "./lines.js";
import { notAnOption, optionMeant, optionsMeant } from "./options.js";
import { isBlock, parseBlock } from "./paste.js";
import { planPaste, startAt } from "./paste_align.js";
import { planLines } from "./paste_lines.js";
import { markTyped } from "./units.js";

/**
 * @typedef {import("./grid.js").Control} Control
 * @typedef {import("./paste_align.js").Outcome} Outcome
 * @typedef {import("./paste_align.js").Plan} Plan
 * @typedef {{written: number, kept: string[], fixed: string[], faults: string[]}} Done
 *   names of cells left as they were because the piece was blank, of cells the platform fills, and
 *   what the pasted cells complain about
 */

/**
 * What a text pasted at a cell is to do; null when it simply goes into the text of the cell.
 * @param {Control} start
 * @param {string} text
 * @returns {Outcome | null}
 */
export function plannedPaste(start, text) {
  const block = parseBlock(text);
  if (!isBlock(block)) {
    const plain = start instanceof HTMLInputElement && !block[0][0].includes("\n");
    const assignments = [{ ref: start.name, text: block[0][0] }];
    return plain ? null : { assignments, fixed: [], ignored: 0, labelled: false };
  }
  const table = tableOf(start);
  const layout = JSON.parse(table.dataset.layout ?? "null");
  if (layout === null) return null;
  if (layout.rows === undefined) return plannedLines(start, block, table, layout);
  const place = startAt(layout, start.name);
  return place && planPaste(block, layout, place);
}

/**
 * @param {Control} start
 * @param {string[][]} block
 * @param {HTMLTableElement} table
 * @param {import("./paste_lines.js").LinesLayout} layout
 */
function plannedLines(start, block, table, layout) {
  const lines = linesOf(table);
  const line = lines.findIndex((each) => each.contains(start));
  const key = start.name.slice(start.name.lastIndexOf(".") + 1);
  const column = layout.columns.findIndex((each) => each.key === key);
  const now = lines.map((each) => {
    const controls = [...each.querySelectorAll("td input:not([type=hidden]), td select")];
    const texts = controls.map((control) => /** @type {Control} */ (control).value.trim());
    return { code: texts[0] ?? "", blank: texts.every((each) => each === "") };
  });
  const list = layout.directory ? (lines[0]?.querySelector("[data-list]")?.getAttribute("data-list") ?? "") : "";
  return planLines(block, layout, { line, column }, now, itemsOf(list));
}

/**
 * Writes a plan into the cells; `changed` is told of every cell written to.
 * @param {Plan} plan
 * @param {HTMLTableElement} table
 * @param {(control: Control) => void} changed
 * @param {boolean} own figures are in the form's unit, whatever one types in
 * @returns {Done}
 */
export function writePlan(plan, table, changed, own) {
  const last = Math.max(0, ...plan.assignments.map(({ ref }) => Number(/\[([0-9]+)\]/.exec(ref)?.[1] ?? 0)));
  growLines(table, last - linesOf(table).length);
  /** @type {Done} */
  const done = { written: 0, kept: [], fixed: plan.fixed.map(nameOf), faults: [] };
  for (const { ref, text } of plan.assignments) {
    const target = document.getElementById(ref);
    const controls = controlsIn(target);
    if (target === null || controls.length === 0) continue;
    if (text === "") {
      if (hasOwnContent(target, controls)) done.kept.push(nameOf(ref));
      continue;
    }
    const fault = target instanceof HTMLFieldSetElement ? check(controls, text) : enter(controls[0], text, own);
    showFault(controls[0], fault);
    if (fault === "" || controls[0] instanceof HTMLInputElement) done.written += 1;
    if (fault !== "") done.faults.push(`${nameOf(ref)}：${fault}`);
    changed(controls[0]);
  }
  return done;
}

/**
 * What writing a plan would change, without changing it. A line that is not there yet is tried on the last.
 * @param {Plan} plan
 * @param {HTMLTableElement} table
 * @param {boolean} own
 * @returns {import("./preview.js").Change[]}
 */
export function tried(plan, table, own) {
  return plan.assignments.flatMap(({ ref, text }) => {
    const there = document.getElementById(ref);
    const target = there ?? document.getElementById(ref.replace(/\[[0-9]+\]/, `[${linesOf(table).length}]`));
    const controls = controlsIn(target);
    if (target === null || controls.length === 0 || text === "") return [];
    const states = controls.map(stateOf);
    const amount = controls[0].dataset.decimals !== undefined;
    const shownNow = () => {
      const joined = controls.map((each) => stateOf(each).text).filter(Boolean).join(";");
      return amount ? separated(joined) : joined;
    };
    const old = there === null || controls[0].dataset.platform !== undefined ? "" : shownNow();
    const fault = target instanceof HTMLFieldSetElement ? check(controls, text) : enter(controls[0], text, own);
    const now = fault === "" ? shownNow() : text;
    controls.forEach((each, at) => putState(each, states[at]));
    if (!(target instanceof HTMLFieldSetElement)) resolveCode(controls[0]);
    const line = /\[([0-9]+)\]/.exec(ref)?.[1];
    const name = nameOf(target.id).replace(/第[0-9]+行/, line ? `第${line}行` : "$&");
    return [{ ref, name, old, now, fault }];
  });
}

/** A cell's control, or the boxes of a multiple choice. @param {HTMLElement | null} target @returns {Control[]} */
function controlsIn(target) {
  if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) return [target];
  const boxes = target?.querySelectorAll("input[type=checkbox]") ?? [];
  return [...boxes].map((box) => /** @type {HTMLInputElement} */ (box));
}

/** @param {HTMLElement} target @param {Control[]} controls */
function hasOwnContent(target, controls) {
  if (target instanceof HTMLFieldSetElement) return target.querySelector("input:checked") !== null;
  return controls[0].value !== "" && controls[0].dataset.platform === undefined;
}

/** @param {string} ref */
function nameOf(ref) {
  const target = document.getElementById(ref);
  if (target instanceof HTMLFieldSetElement) return target.querySelector("legend")?.textContent ?? ref;
  return target === null ? ref : labelOf(/** @type {Control} */ (target));
}

/**
 * Puts a pasted text into a cell; what it complains about, "" for nothing. A choice that is not
 * understood leaves the cell as it was.
 * @param {Control} control
 * @param {string} text
 * @param {boolean} own the text is in the form's unit, whatever one types in
 */
export function enter(control, text, own = false) {
  if (control instanceof HTMLSelectElement) {
    const options = [...control.options].filter(({ value }) => value !== "");
    const choices = options.map(({ value, text: shown }) => ({
      code: value,
      name: shown.startsWith(`${value} `) ? shown.slice(value.length + 1) : shown,
    }));
    const meant = optionMeant(text, choices);
    if (meant !== null) control.value = meant;
    return meant === null ? notAnOption(text, choices) : "";
  }
  // an input would join two lines into another number
  const join = control.dataset.decimals === undefined ? " " : " / ";
  putText(control, text.replace(/\s*[\r\n]\s*/g, join));
  if (!own) markTyped(control);
  resolveCode(control);
  const fault = normalise(control);
  const key = control.dataset.list;
  if (fault !== "" || key === undefined || itemsOf(key).some(({ code }) => code === control.value)) return fault;
  return `“${text}”不在所列的代码和名称中，已原样保留，请核对`;
}

/** Ticks exactly the boxes that a text names, or none of them anew. @param {Control[]} boxes @param {string} text */
function check(boxes, text) {
  const choices = boxes.map((box) => ({
    code: box.value,
    name: (box.parentElement?.textContent ?? "").trim().slice(box.value.length + 1),
  }));
  const { codes, unknown } = optionsMeant(text, choices);
  if (unknown.length > 0 || codes.length === 0) return notAnOption(unknown[0] ?? text, choices);
  for (const box of boxes) if (box instanceof HTMLInputElement) box.checked = codes.includes(box.value);
  return "";
}
