/** 增加一行, 删除 and the directory, where repeating lines are typed. */

import { focusCell } from "./grid.js";
import { blankLine, chooseCode, filterItems, removeLine } from "./lines.js";

/** @typedef {import("./grid.js").Control} Control */

/**
 * @param {HTMLElement} root
 * @param {{act: (table: HTMLTableElement, change: () => void) => void, onChosen: (code: Control) => void}} hooks
 */
export function attachLineButtons(root, hooks) {
  root.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const table = button && tableFor(root, button);
    if (!button || !table) return;
    event.preventDefault();
    if (button.hasAttribute("data-add")) {
      hooks.act(table, () => blankLine(table));
      focusCell(root, blankLine(table)?.querySelector("td input")?.id ?? "");
    } else if (button.hasAttribute("data-remove")) {
      const line = button.closest("tr");
      if (line) hooks.act(table, () => removeLine(table, line));
    } else {
      hooks.act(table, () => {
        const controls = chooseCode(table, button.dataset.choose ?? "");
        if (controls === null) return;
        hooks.onChosen(controls[0]);
        focusCell(root, controls[1]?.name ?? controls[0].name);
      });
    }
  });

  const filter = root.querySelector("[data-filter]");
  filter?.addEventListener("input", () => {
    const list = document.getElementById("directory-items");
    if (list && filter instanceof HTMLInputElement) filterItems(list, filter.value);
  });
}

/**
 * The lines a button works on; null for any other button.
 * @param {HTMLElement} root
 * @param {HTMLButtonElement} button
 */
function tableFor(root, button) {
  const { add, remove, choose } = button.dataset;
  if (add === undefined && remove === undefined && choose === undefined) return null;
  const table = add
    ? root.querySelector(`table[data-lines="${CSS.escape(add)}"]`)
    : (button.closest("table[data-lines]") ?? root.querySelector("table[data-lines]"));
  return table instanceof HTMLTableElement ? table : null;
}

/**
 * More blank lines at the end, for a block that is longer than the form.
 * @param {HTMLTableElement} table
 * @param {number} count
 */
export function growLines(table, count) {
  for (let n = 0; n < count; n += 1) {
    const last = [...table.querySelectorAll("tr[data-line]")].pop();
    const first = last?.querySelector("td input");
    if (!(first instanceof HTMLInputElement)) return;
    // a blank last line would be handed back instead of a new one
    const kept = first.value;
    first.value ||= "·";
    blankLine(table);
    first.value = kept;
  }
}
