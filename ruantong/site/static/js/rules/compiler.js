/**
 * Rules document → closures, once per rule set. A closure reads a state and holds no text of the
 * document as code: nothing is evaluated.
 *
 * @typedef {import("./arithmetic.js").Ratio} Ratio
 * @typedef {import("./logic.js").Judge} Judge
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./state.js").State} State
 * @typedef {import("./tree.js").Cell} Cell
 * @typedef {import("./tree.js").HeadCell} HeadCell
 * @typedef {import("./tree.js").Node} Node
 * @typedef {{ref: string, places: number, floorZero: boolean, overridable: boolean,
 *   cases: [Node | null, Node][], named: Node[]}} FormulaText
 * @typedef {{bound: bigint, big: boolean, value: (state: State) => number | bigint | null}} Formula
 */

import { compileNumber, guardsOf, MAX_SCALED, rounded } from "./arithmetic.js";
import { constant, extreme, SAFE } from "./integers.js";
import { blank, compileLogic, compileText } from "./logic.js";
import { walk } from "./tree.js";

export class Compiler {
  /**
   * @param {Model} model
   * @param {Map<string, FormulaText>} formulas by the reference of their cell
   * @param {Map<string, bigint>} wide bounds of cells that may hold more than can be typed
   */
  constructor(model, formulas, wide = new Map()) {
    this.model = model;
    this.formulas = formulas;
    this.wide = wide;
    /** @type {(Cell | HeadCell)[]} */
    this.cells = [];
    /** @type {Map<number, number>} */
    this.slots = new Map();
    /** @type {Map<number, Ratio>} */
    this.numbers = new Map();
    /** @type {Map<number, Judge>} */
    this.judges = new Map();
    /** @type {Map<number, (state: State) => string>} */
    this.texts = new Map();
    /** @type {Map<string, Formula>} */
    this.compiled = new Map();
  }

  /** The place of a fixed cell in a state. @param {Cell | HeadCell} node */
  slot(node) {
    let slot = this.slots.get(node.id);
    if (slot === undefined) {
      slot = this.cells.push(node) - 1;
      this.slots.set(node.id, slot);
    }
    return slot;
  }

  /** The place of a leaf of an operation. @param {import("./leaves.js").Leaf} leaf */
  slotOf(leaf) {
    return this.cells.push(/** @type {any} */ ({ ...leaf, op: leaf.kind })) - 1;
  }

  /** @param {Node} node @returns {Ratio} */
  number(node) {
    return remembered(this.numbers, node.id, () => compileNumber(this, node));
  }

  /** @param {Node} node @returns {Judge} */
  logic(node) {
    return remembered(this.judges, node.id, () => compileLogic(this, node));
  }

  /** @param {Node} node @returns {(state: State) => string} */
  text(node) {
    return remembered(this.texts, node.id, () => compileText(this, node));
  }

  /** What the platform computes for a cell. @param {string} ref @returns {Formula} */
  formula(ref) {
    return remembered(this.compiled, ref, () => {
      const text = this.formulas.get(ref);
      if (text === undefined) throw new TypeError(ref);
      return compileFormula(this, text);
    });
  }
}

/**
 * @template K, V
 * @param {Map<K, V>} memory @param {K} key @param {() => V} make
 * @returns {V}
 */
function remembered(memory, key, make) {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make();
  memory.set(key, made);
  return made;
}

/** @param {Compiler} compiler @param {FormulaText} text @returns {Formula} */
function compileFormula(compiler, text) {
  const blanks = text.named.map((node) => blank(compiler, node));
  const cases = text.cases.map(([condition, node]) => {
    const value = rounded(compiler.number(node), text.places);
    const whole = text.floorZero ? extreme("max", [constant(0n), value.above]) : value.above;
    return { when: condition && compiler.logic(condition), guards: guardsOf([value]), whole };
  });
  const bound = cases.reduce((most, { whole }) => (whole.bound > most ? whole.bound : most), MAX_SCALED);
  return {
    bound,
    big: bound > SAFE,
    value: (state) => {
      if (blanks.length > 0 && blanks.every((isBlank) => isBlank(state))) return null;
      const found = cases.find(({ when }) => when === null || when(state) === true);
      if (found === undefined || found.guards.some((guard) => guard(state))) return null;
      return found.whole.read(state);
    },
  };
}

/**
 * Reads the computations of the document.
 * @param {any[][]} written @param {Node[]} nodes
 * @returns {Map<string, FormulaText>} in the order in which they can be computed
 */
export function readFormulas(written, nodes) {
  return new Map(
    written.map(([ref, places, floorZero, overridable, pairs]) => {
      /** @type {[Node | null, Node][]} */
      const cases = pairs.map((/** @type {number[]} */ [when, value]) => [nodes[when] ?? null, nodes[value]]);
      const named = cases.flatMap(([, value]) => walk(value)).filter(isOwn);
      return [ref, { ref, places, floorZero, overridable, cases, named: [...new Set(named)] }];
    }),
  );
}

/** @param {Node} node */
function isOwn(node) {
  return node.op === "cell" || node.op === "head" || node.op === "sum";
}
