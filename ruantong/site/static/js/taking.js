/** What other returns say beside a cell: its mark follows the typing, and a person takes the figure. */

import { textOf } from "./figures.js";
import { controlOf, tableOf } from "./grid.js";
import { markOrigin } from "./origins.js";

/**
 * 照填 puts the figure beside a cell into it, as one act that can be taken back.
 * @param {HTMLElement} root
 * @param {(table: HTMLTableElement, assignments: {ref: string, text: string}[], act: string) => void} change
 */
export function attachTaking(root, change) {
  for (const kind of ["input", "change"]) {
    root.addEventListener(kind, ({ target }) => {
      const control = controlOf(target);
      if (control !== null) markOrigin(control, textOf(control));
    });
  }
  root.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button[data-take]") : null;
    if (!(button instanceof HTMLButtonElement)) return;
    const control = controlOf(document.getElementById(button.value));
    if (control === null) return;
    event.preventDefault();
    change(tableOf(control), [{ ref: button.value, text: button.dataset.take ?? "" }], "照填");
  });
}
