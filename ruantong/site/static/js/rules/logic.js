/**
 * Judgements and texts → closures. A judgement is true, false or null (cannot be judged); a text
 * that is blank is empty.
 *
 * @typedef {import("./arithmetic.js").Ratio} Ratio
 * @typedef {import("./compiler.js").Compiler} Compiler
 * @typedef {import("./integers.js").Whole} Whole
 * @typedef {import("./state.js").State} State
 * @typedef {import("./tree.js").Node} Node
 * @typedef {boolean | null} Verdict
 * @typedef {(state: State) => Verdict} Judge
 */

import { both, guardsOf, sumOver } from "./arithmetic.js";
import { constant, large, power, product, scaled, size, sum } from "./integers.js";
import { listOf } from "./model.js";
import { FORMATS, part, sameText } from "./texts.js";

/** Ratios of a figure to its base that betray a wrong unit (R6-29); the inverses count as well. */
const SLIPS = [[8n, 12n], [80n, 120n], [800n, 1200n], [8000n, 12000n]];

/** @param {Compiler} compiler @param {Node} node @returns {Judge} */
export function compileLogic(compiler, node) {
  switch (node.op) {
    case "compare":
      return compare(compiler, node);
    case "same": {
      const [left, right] = [compiler.text(node.left), compiler.text(node.right)];
      const wanted = node.operator === "=";
      return (state) => sameText(left(state), right(state)) === wanted;
    }
    case "and":
      return all(node.operands.map((operand) => compiler.logic(operand)));
    case "or":
      return any(node.operands.map((operand) => compiler.logic(operand)));
    case "not":
      return not(compiler.logic(node.operand));
    case "implies":
      return any([not(compiler.logic(node.condition)), compiler.logic(node.consequence)]);
    case "iff": {
      const [left, right] = [compiler.logic(node.left), compiler.logic(node.right)];
      return (state) => {
        const [a, b] = [left(state), right(state)];
        return a === null || b === null ? null : a === b;
      };
    }
    default:
      return predicate(compiler, node);
  }
}

/** False as soon as one is false, else unknown as soon as one is unknown. @param {Judge[]} parts @returns {Judge} */
function all(parts) {
  return (state) => {
    /** @type {Verdict} */
    let found = true;
    for (const judge of parts) {
      const verdict = judge(state);
      if (verdict === false) return false;
      if (verdict === null) found = null;
    }
    return found;
  };
}

/** @param {Judge[]} parts @returns {Judge} */
function any(parts) {
  return (state) => {
    /** @type {Verdict} */
    let found = false;
    for (const judge of parts) {
      const verdict = judge(state);
      if (verdict === true) return true;
      if (verdict === null) found = null;
    }
    return found;
  };
}

/** @param {Judge} judge @returns {Judge} */
function not(judge) {
  return (state) => {
    const verdict = judge(state);
    return verdict === null ? null : !verdict;
  };
}

/** @param {Compiler} compiler @param {Node} node @returns {Judge} */
function predicate(compiler, node) {
  switch (node.op) {
    case "blank":
      return blank(compiler, node.operand);
    case "oneof": {
      const [text, values] = [compiler.text(node.operand), new Set(node.values)];
      return (state) => values.has(text(state));
    }
    case "starts": {
      const [text, { prefixes }] = [compiler.text(node.operand), node];
      return (state) => prefixes.some((prefix) => text(state).startsWith(prefix));
    }
    case "incodes": {
      const [text, { leaf }] = [compiler.text(node.operand), node];
      const { items } = listOf(compiler.model, node.list);
      return (state) => {
        const item = items.get(text(state));
        return item !== undefined && (item.leaf || !leaf);
      };
    }
    case "matches": {
      const [text, fault] = [compiler.text(node.operand), FORMATS.get(node.format)];
      if (fault === undefined) throw new TypeError(node.format);
      return (state) => fault(text(state)) === "";
    }
    case "listed":
      return (state) => state.lists.has(node.name);
    case "unique":
      return (state) => state.unit.uscc_unique;
    case "filled":
      return (state) => state.once(node.id, () => formFilled(state, node.form, node.columns));
    case "samecolumns":
      return (state) => state.once(node.id, () => sameColumns(state, node));
    case "uniqueline":
      return uniqueLine(node.column);
    case "whole":
      return whole(compiler.number(node.operand));
    case "slip":
      return slip(compiler.number(node.left), compiler.number(node.right));
    default:
      throw new TypeError(node.op);
  }
}

// ---- numbers -------------------------------------------------------------------------------------

/** @param {Compiler} compiler @param {import("./tree.js").Compare} node @returns {Judge} */
function compare(compiler, node) {
  const [left, right] = [compiler.number(node.left), compiler.number(node.right)];
  const [units, places] = node.tolerance[0] === 0 ? [0, 0] : node.tolerance;
  const scale = Math.max(left.scale, right.scale, places);
  const a = crossed(left, right, scale);
  const b = crossed(right, left, scale);
  const below = both(left.below, right.below);
  const certain = left.positive && right.positive;
  if (units === 0 && (below === null || certain)) return guarded([left, right], relation(node.operator, a, b));
  let gap = sum([[1, a], [-1, b]]);
  let slack = constant(BigInt(units) * power(scale - places));
  if (below !== null) {
    slack = product(slack, certain ? below : product(below, below));
    if (!certain) gap = product(gap, below);
  }
  const judge = units === 0 ? relation(node.operator, gap, constant(0n)) : within(node.operator, gap, slack);
  return guarded([left, right], judge);
}

/** One side at the common scale, times what the other one is divided by. @param {Ratio} own @param {Ratio} other @param {number} scale */
function crossed(own, other, scale) {
  const above = scaled(own.above, scale - own.scale);
  return other.below === null ? above : product(above, other.below);
}

/** @param {Ratio[]} parts @param {(state: State) => Verdict} judge @returns {Judge} */
function guarded(parts, judge) {
  const guards = guardsOf(parts);
  if (guards.length === 0) return judge;
  return (state) => (guards.some((guard) => guard(state)) ? null : judge(state));
}

// A Number and a BigInt are compared exactly, as they stand; both are never NaN.

/** @param {string} operator @param {Whole} left @param {Whole} right @returns {(state: State) => boolean} */
function relation(operator, left, right) {
  const [x, y] = [left.read, right.read];
  switch (operator) {
    case "=":
      return (state) => same(x(state), y(state));
    case "!=":
      return (state) => !same(x(state), y(state));
    case ">=":
      return (state) => x(state) >= y(state);
    case "<=":
      return (state) => x(state) <= y(state);
    case ">":
      return (state) => x(state) > y(state);
    default:
      return (state) => x(state) < y(state);
  }
}

/** @param {number | bigint} a @param {number | bigint} b */
function same(a, b) {
  return !(a < b) && !(a > b);
}

/** A comparison that allows a slack. @param {string} operator @param {Whole} gap @param {Whole} slack */
function within(operator, gap, slack) {
  const [x, y] = [large(gap).read, large(slack).read];
  switch (operator) {
    case "=":
      return (/** @type {State} */ state) => size(x(state)) <= y(state);
    case "!=":
      return (/** @type {State} */ state) => size(x(state)) > y(state);
    case ">=":
      return (/** @type {State} */ state) => x(state) >= -y(state);
    case "<=":
      return (/** @type {State} */ state) => x(state) <= y(state);
    case ">":
      return (/** @type {State} */ state) => x(state) > -y(state);
    default:
      return (/** @type {State} */ state) => x(state) < y(state);
  }
}

/** @param {Ratio} value @returns {Judge} */
function whole(value) {
  const above = large(value.above).read;
  const below = large(scaled(value.below ?? constant(1n), value.scale)).read;
  return guarded([value], (state) => above(state) % below(state) === 0n);
}

/** @param {Ratio} left @param {Ratio} right @returns {Judge} */
function slip(left, right) {
  const scale = Math.max(left.scale, right.scale);
  const a = large(scaled(left.above, scale - left.scale)).read;
  const b = large(scaled(right.above, scale - right.scale)).read;
  return guarded([left, right], (state) => isSlip(a(state), b(state)));
}

/** @param {bigint} left @param {bigint} right @returns {Verdict} */
function isSlip(left, right) {
  if (right === 0n) return null;
  if (left < 0n !== right < 0n) return false;
  const [x, y] = [size(left), size(right)];
  const [least, most] = x < y ? [x, y] : [y, x];
  return SLIPS.some(([low, high]) => low * least <= most && most <= high * least);
}

// ---- forms and lines -----------------------------------------------------------------------------

/** @param {State} state @param {string} form @param {string[]} columns */
function formFilled(state, form, columns) {
  const { rows, cells } = state.content(form);
  if (rows.size > 0) return true; // wholly blank lines are not kept
  for (const row of cells.values()) if (columns.some((column) => row.has(column))) return true;
  return false;
}

/** @param {State} state @param {import("./tree.js").SameColumns} node */
function sameColumns(state, { form, indicators, left, right }) {
  if (!state.due.has(form)) return false;
  const { cells } = state.content(form);
  let something = false;
  for (const code of indicators) {
    const row = cells.get(code);
    const value = row?.get(left);
    if (value !== row?.get(right)) return false;
    if (value) something = true;
  }
  return something;
}

/** @param {import("./tree.js").RowColumn} node @returns {Judge} */
function uniqueLine({ id, form, group, column }) {
  return (state) => {
    const repeated = state.onceOfLines(id, () => repeatedIn(state.lines("current", form, group), column));
    return !repeated.has(state.line.get(column));
  };
}

/** @param {import("./reader.js").Line[]} lines @param {string} column */
function repeatedIn(lines, column) {
  /** @type {Set<unknown>} */
  const once = new Set();
  /** @type {Set<unknown>} */
  const twice = new Set();
  for (const line of lines) {
    const value = line.get(column);
    if (once.has(value) && value) twice.add(value);
    once.add(value);
  }
  return twice;
}

/** Whether a cell, a head or a sum over lines holds nothing. @param {Compiler} compiler @param {Node} node @returns {(state: State) => boolean} */
export function blank(compiler, node) {
  switch (node.op) {
    case "cell":
    case "head": {
      const slot = compiler.slot(node);
      return (state) => state.slots[slot] === null || state.slots[slot] === "";
    }
    case "line":
      return (state) => {
        const value = (node.when === "current" ? state.line : state.old)?.get(node.column);
        return value === undefined || value === "";
      };
    case "sum":
      return (state) => sumOver(state, node) === null;
    default:
      throw new TypeError(node.op);
  }
}

// ---- texts ---------------------------------------------------------------------------------------

/** @param {Compiler} compiler @param {Node} node @returns {(state: State) => string} */
export function compileText(compiler, node) {
  switch (node.op) {
    case "text":
      return () => node.value;
    case "cell":
    case "head": {
      const slot = compiler.slot(node);
      return (state) => String(state.slots[slot] ?? "");
    }
    case "line":
      return (state) => String((node.when === "current" ? state.line : state.old)?.get(node.column) ?? "");
    case "fact":
      return (state) => state.unit.district;
    case "slice": {
      const text = compiler.text(node.operand);
      return (state) => part(text(state), node.start, node.stop);
    }
    case "choice": {
      const last = compiler.text(node.fallback);
      const cases = node.cases.map(([when, value]) => ({ when: compiler.logic(when), value: compiler.text(value) }));
      return (state) => (cases.find(({ when }) => when(state) === true)?.value ?? last)(state);
    }
    default:
      throw new TypeError(node.op);
  }
}
