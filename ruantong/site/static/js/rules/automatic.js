/**
 * Automatic values as ruantong/core/rules/automatic.py computes them: each from the cells as they
 * stand and from the automatic values before it.
 *
 * @typedef {import("./program.js").Program} Program
 * @typedef {import("./state.js").State} State
 */

import { formatNumber } from "../numbers.js";
import { Compiler } from "./compiler.js";
import { State as Scratch } from "./state.js";

export class Automatic {
  /** @param {Program} program */
  constructor(program) {
    this.formulas = program.formulas;
    /** @type {Map<string, bigint>} an automatic value may be larger than anything that can be typed */
    const wide = new Map();
    this.compiler = new Compiler(program.model, program.formulas, wide);
    this.compiled = [...program.formulas].map(([ref, text]) => {
      const formula = this.compiler.formula(ref);
      wide.set(ref, formula.bound);
      return { ref, text, formula };
    });
  }

  /**
   * Texts by reference; null where there is nothing to compute a value from.
   * @param {State} state
   * @param {Set<string>} blanked cells to take for blank: they still hold an earlier automatic value
   * @returns {Map<string, string | null>}
   */
  values(state, blanked = new Set()) {
    const { model, period, unit, returns } = state;
    const scratch = new Scratch(model, this.compiler.cells, period, unit, returns);
    scratch.due = new Set(model.forms.keys());
    for (let slot = 0; slot < scratch.cells.length; slot += 1) {
      if (!blanked.has(refOf(scratch.cells[slot]))) scratch.load(slot);
    }
    /** @type {Map<string, string | null>} */
    const found = new Map();
    for (const { ref, text, formula } of this.compiled) {
      const value = formula.value(scratch);
      found.set(ref, value === null ? null : formatNumber(BigInt(value), text.places));
      scratch.cells.forEach((cell, slot) => {
        if (refOf(cell) !== ref) return;
        if (!text.overridable || scratch.slots[slot] === null) scratch.slots[slot] = value;
      });
    }
    return found;
  }
}

/** @param {import("./tree.js").Cell | import("./tree.js").HeadCell} cell */
function refOf(cell) {
  if (cell.op === "head") return `${cell.form}.head.${cell.key}`;
  return cell.when === "current" ? `${cell.form}.${cell.indicator}.${cell.column}` : "";
}
