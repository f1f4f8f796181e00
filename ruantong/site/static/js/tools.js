/** The tools of a form beside typing: blocks of cells, ranges, the unit one types in, the history of a cell. */

import { blockActs } from "./blocks.js";
import { attachRanges } from "./selecting.js";
import { attachSeries } from "./series.js";
import { attachTaking } from "./taking.js";
import { attachUnits } from "./units.js";

/** @typedef {import("./grid.js").Control} Control */

/**
 * @param {HTMLElement} root
 * @param {{
 *   acts: import("./acts.js").Acts,
 *   hand: ReturnType<typeof import("./typing.js").attachTyping>,
 *   queue: (control: Control) => void,
 *   report: (sentence: string) => void,
 *   showSteps: () => void,
 * }} page
 */
export function attachTools(root, { acts, hand, queue, report, showSteps }) {
  const part = (/** @type {string} */ name) => /** @type {unknown} */ (root.querySelector(`[data-${name}]`));
  const blocks = blockActs(root, /** @type {HTMLDialogElement} */ (part("preview")), {
    acts,
    queue,
    report,
    done: (changed) => {
      for (const cell of changed) hand.refresh(cell);
      showSteps();
    },
  });
  attachTaking(root, blocks.change);
  attachSeries(root, /** @type {HTMLDialogElement} */ (part("series-box")), /** @type {HTMLButtonElement} */ (part("series-open")));
  attachUnits(/** @type {HTMLSelectElement} */ (part("typing-unit")), root);
  attachRanges(root, /** @type {HTMLElement} */ (part("picked")), {
    editing: hand.editing,
    settle: hand.settle,
    write: blocks.change,
  });
  return blocks;
}
