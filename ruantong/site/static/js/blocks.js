/** Acts that change many cells at once, each one step of 撤销: pastes, clearing, filling, 其余填0. */

import { claim, overridable } from "./acts.js";
import { normalise, resolveCode, showFault } from "./cells.js";
import { putText, textOf } from "./figures.js";
import { controlOf, tableOf, writable } from "./grid.js";
import { pasteReport } from "./paste.js";
import { enter, plannedPaste, writePlan } from "./pasting.js";

/**
 * @typedef {import("./grid.js").Control} Control
 * @typedef {import("./paste_align.js").Assignment} Assignment
 * @typedef {{
 *   acts: import("./acts.js").Acts,
 *   queue: (control: Control) => void,
 *   done: (controls: Control[]) => void,
 *   report: (sentence: string) => void,
 * }} Hooks
 */

/**
 * @param {HTMLElement} root
 * @param {Hooks} hooks
 */
export function blockActs(root, { acts, queue, done, report }) {
  /**
   * Cells are given their texts as one act; gives what could not be taken.
   * @param {HTMLTableElement[]} tables
   * @param {Assignment[]} assignments
   */
  function write(tables, assignments) {
    /** @type {Control[]} */
    const changed = [];
    /** @type {string[]} */
    const faults = [];
    acts.during(tables, () => {
      for (const { ref, text } of assignments) {
        const control = controlOf(document.getElementById(ref));
        if (control === null || textOf(control) === text) continue;
        const fault = text === "" ? empty(control) : enter(control, text);
        showFault(control, fault);
        if (fault !== "") faults.push(`${control.getAttribute("aria-label")}：${fault}`);
        claim(control);
        queue(control);
        changed.push(control);
      }
    });
    done(changed);
    return { changed, faults };
  }

  return {
    /** Whatever a paste changes is one act. @param {Control} start @param {string} text */
    paste(start, text) {
      const outcome = plannedPaste(start, text);
      if (outcome === null) return false;
      if ("refusal" in outcome) {
        report(`没有粘贴，原有内容没有改动：${outcome.refusal}。`);
        return true;
      }
      const table = tableOf(start);
      acts.during([table], () => {
        const written = writePlan(outcome, table, (cell) => {
          claim(cell);
          queue(cell);
        });
        report(pasteReport(outcome, written));
      });
      done([]);
      return true;
    },

    /** @param {HTMLTableElement} table @param {Assignment[]} assignments @param {string} act */
    change(table, assignments, act) {
      const { changed, faults } = write([table], assignments);
      const told = faults.length > 0 ? `；有${faults.length}格没有看懂：${faults.slice(0, 3).join("；")}` : "";
      report(changed.length > 0 ? `已${act}${changed.length}格${told}。` : "所选各格没有要改动的。");
    },

    /** 0 into every blank amount that one types; lines and what the platform fills stay as they are. */
    zeros() {
      const blanks = blankAmounts(root);
      const tables = [...new Set(blanks.map(tableOf))];
      write(tables, blanks.map(({ name }) => ({ ref: name, text: "0" })));
      report(blanks.length > 0 ? `已在${blanks.length}个空白格填0，按“撤销”可以一次退回。` : "没有要填0的空白格。");
    },
  };
}

/** @param {Control} control */
function empty(control) {
  putText(control, "");
  resolveCode(control);
  return normalise(control);
}

/** @param {HTMLElement} root @returns {Control[]} */
export function blankAmounts(root) {
  const found = [...root.querySelectorAll("[data-grid]:not([data-lines]) td input[data-decimals]")];
  return found.flatMap((input) => {
    const control = controlOf(input);
    const blank = control !== null && control.value.trim() === "" && writable(control) && !overridable(control);
    return blank && !control.closest("[data-lines]") ? [control] : [];
  });
}
