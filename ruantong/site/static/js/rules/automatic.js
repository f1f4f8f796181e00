/**
 * Automatic values as ruantong/core/rules/automatic.py computes them: each from the cells as they
 * stand and from the automatic values before it.
 *
 * @typedef {import("./program.js").Program} Program
 * @typedef {import("./state.js").State} State
 */

import { formatNumber } from "../numbers.js";
import { refOf } from "./leaves.js";
import { State as Scratch } from "./state.js";

export class Automatic {
  /** @param {Program} program */
  constructor(program) {
    this.program = program;
  }

  /**
   * Texts by reference; null where there is nothing to compute a value from.
   * @param {State} state
   * @param {Set<string>} blanked cells to take for blank: they still hold an earlier automatic value
   * @returns {Map<string, string | null>}
   */
  values({ model, period, unit, returns }, blanked = new Set()) {
    const { program } = this;
    /** @type {Map<string, number | bigint | null>} */
    const computed = new Map();
    const scratch = new Scratch(model, program.leaves, period, unit, returns, (ref) => computed.get(ref) ?? null);
    scratch.due = new Set(model.forms.keys());
    for (const leaf of scratch.fixed) {
      const earlier = leaf.kind === "cell" && leaf.when !== "current";
      if (earlier || !blanked.has(refOf(leaf))) scratch.load(leaf);
    }
    /** @type {Map<string, string | null>} */
    const found = new Map();
    for (const [ref, { places, inTurn }] of program.formulas) {
      const value = program.first(inTurn, scratch);
      computed.set(ref, value);
      found.set(ref, value === null ? null : formatNumber(BigInt(value), places));
    }
    return found;
  }
}
