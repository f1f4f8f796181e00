/** Acts that change many cells at once, each one step of 撤销: pastes, clearing, filling, 其余填0. */

import { claim, overridable } from "./acts.js";
import { normalise, resolveCode, showFault } from "./cells.js";
import { putText, textOf } from "./figures.js";
import { controlOf, focusCell, labelOf, tableOf, writable } from "./grid.js";
import { pasteReport } from "./paste.js";
import { enter, plannedPaste, tried, writePlan } from "./pasting.js";
import { ask, sortedOut, worthAsking } from "./preview.js";

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
 * @param {HTMLDialogElement} preview
 * @param {Hooks} hooks
 */
export function blockActs(root, preview, { acts, queue, done, report }) {
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
        const fault = text === "" ? empty(control) : enter(control, text, true);
        showFault(control, fault);
        if (fault !== "") faults.push(`${labelOf(control)}：${fault}`);
        claim(control);
        queue(control);
        changed.push(control);
      }
    });
    done(changed);
    return { changed, faults };
  }

  /**
   * @param {import("./paste_align.js").Plan} plan
   * @param {HTMLTableElement} table
   * @param {boolean} own
   * @param {string[]} refused what was left out
   */
  function take(plan, table, own, refused = []) {
    /** @type {Control[]} */
    const changed = [];
    acts.during([table], () => {
      const change = (/** @type {Control} */ cell) => {
        claim(cell);
        queue(cell);
        changed.push(cell);
      };
      const { faults, ...written } = writePlan(plan, table, change, own);
      report(pasteReport(plan, { ...written, faults: [...faults, ...refused] }));
    });
    done(changed);
  }

  return {
    /**
     * Whatever a paste changes is one act; a large one, or one over other figures, is shown before.
     * @param {Control} start
     * @param {string} text
     * @param {boolean} own copied from a form here, in its unit
     */
    paste(start, text, own) {
      const single = { assignments: [{ ref: start.name, text }], fixed: [], ignored: 0, labelled: false };
      const outcome = plannedPaste(start, text) ?? (own && writable(start) ? single : null);
      if (outcome === null) return false;
      if ("refusal" in outcome) {
        report(`没有粘贴，原有内容没有改动：${outcome.refusal}。`);
        return true;
      }
      const table = tableOf(start);
      const changes = tried(outcome, table, own);
      if (!worthAsking(changes)) {
        take(outcome, table, own);
        return true;
      }
      const { refused } = sortedOut(changes);
      const left = new Set(refused.map(({ ref }) => ref));
      const wanted = { ...outcome, assignments: outcome.assignments.filter(({ ref }) => !left.has(ref)) };
      const back = () => focusCell(root, start.name);
      ask(preview, changes, () => {
        take(wanted, table, own, refused.map(({ name, fault }) => `${name}：${fault}`));
        back();
      }, () => {
        report("没有粘贴，原有内容没有改动。");
        back();
      });
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
