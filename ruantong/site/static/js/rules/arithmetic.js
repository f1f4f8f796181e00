/**
 * Number nodes → closures. A number is a whole number at a known scale, over another one where
 * something was divided: nothing is rounded but where a rule says so.
 *
 * @typedef {import("./compiler.js").Compiler} Compiler
 * @typedef {import("./integers.js").Whole} Whole
 * @typedef {import("./state.js").State} State
 * @typedef {import("./tree.js").Node} Node
 * @typedef {(state: State) => boolean} Guard
 * @typedef {{above: Whole, scale: number, below: Whole | null, positive: boolean, guards: Guard[]}}
 *   Ratio `positive`: below is surely > 0; a guard that holds means there is no value
 */

import {
  absolute,
  constant,
  either,
  extreme,
  large,
  power,
  product,
  roundedRatio,
  scaled,
  small,
  sum,
} from "./integers.js";
import { formOf, groupOf } from "./model.js";

/** Largest absolute value of a cell in its last place; ruantong/core/values.py has the same. */
export const MAX_SCALED = 10n ** 15n - 1n;

/** @param {Whole} above @param {number} scale @param {Guard[]} guards @returns {Ratio} */
function plain(above, scale, guards = []) {
  return { above, scale, below: null, positive: true, guards };
}

/** @param {Compiler} compiler @param {Node} node @returns {Ratio} */
export function compileNumber(compiler, node) {
  switch (node.op) {
    case "const":
    case "parameter":
      return plain(constant(node.units), node.scale);
    case "period":
      return node.which === "months"
        ? plain(small(12n, (state) => state.period.months), 0)
        : plain(small(9999n, (state) => state.period.year), 0);
    case "cell":
      return plain(cell(compiler, node), node.scale);
    case "line":
      return plain(line(node), node.scale);
    case "sum":
      return plain(lineSum(compiler, node), node.scale);
    case "count": {
      const { id, prefixes } = node;
      const count = (/** @type {State} */ state) =>
        state.onceOfLines(id, () => linesOf(state, node.form, node.group, prefixes).length);
      return plain(small(most(compiler, node), count), 0);
    }
    case "auto":
      return automatic(compiler, node);
    case "add":
      return add(node.signs, node.terms.map((term) => compiler.number(term)));
    case "multiply":
      return multiply(compiler.number(node.left), compiler.number(node.right));
    case "divide":
      return divide(compiler.number(node.left), compiler.number(node.right), isPositive(node.right));
    default:
      return compileFunction(compiler, node);
  }
}

/** @param {Compiler} compiler @param {Node} node @returns {Ratio} */
function compileFunction(compiler, node) {
  switch (node.op) {
    case "absolute": {
      const inner = compiler.number(node.operand);
      const below = inner.below && absolute(inner.below);
      return { ...inner, above: absolute(inner.above), below, positive: true };
    }
    case "extreme": {
      const parts = node.operands.map((operand) => compiler.number(operand));
      const scale = Math.max(...parts.map((part) => part.scale));
      const items = parts.map((part) => scaled(part.above, scale - part.scale));
      return plain(extreme(node.which, items), scale, guardsOf(parts));
    }
    case "round":
      return rounded(compiler.number(node.operand), node.places);
    case "choice": {
      const values = node.cases.map(([, value]) => compiler.number(value));
      const last = compiler.number(node.fallback);
      const scale = Math.max(last.scale, ...values.map((value) => value.scale));
      let above = scaled(last.above, scale - last.scale);
      for (let n = values.length - 1; n >= 0; n -= 1) {
        const when = compiler.logic(node.cases[n][0]);
        above = either((state) => when(state) === true, scaled(values[n].above, scale - values[n].scale), above);
      }
      return plain(above, scale, guardsOf([last, ...values]));
    }
    default:
      throw new TypeError(node.op);
  }
}

// ---- leaves --------------------------------------------------------------------------------------

/** @param {Compiler} compiler @param {import("./tree.js").Cell} node @returns {Whole} */
function cell(compiler, node) {
  const slot = compiler.slot(node);
  const wide = compiler.wide.get(`${node.form}.${node.indicator}.${node.column}`);
  if (wide !== undefined && node.when === "current") {
    return { big: true, bound: wide, read: (state) => BigInt(state.slots[slot] ?? 0) };
  }
  return small(MAX_SCALED, (state) => /** @type {number} */ (state.slots[slot] ?? 0));
}

/** @param {import("./tree.js").RowCell} node @returns {Whole} */
function line({ column, when }) {
  return small(MAX_SCALED, (state) => {
    const value = (when === "current" ? state.line : state.old)?.get(column);
    return typeof value === "number" ? value : 0;
  });
}

/** @param {Compiler} compiler @param {import("./tree.js").RowSum} node @returns {Whole} */
function lineSum(compiler, node) {
  const bound = MAX_SCALED * most(compiler, node);
  return { big: true, bound, read: (state) => sumOver(state, node) ?? 0n };
}

/** @param {Compiler} compiler @param {{form: string, group: string}} node */
function most(compiler, { form, group }) {
  return BigInt(groupOf(formOf(compiler.model, form), group).maximum);
}

/**
 * Sum of a column over the lines of some codes; null when none of them holds a value.
 * @param {State} state @param {import("./tree.js").RowSum} node
 */
export function sumOver(state, node) {
  return added(state, node).all;
}

/**
 * The sum with the number of values it is made of.
 * @param {State} state @param {import("./tree.js").RowSum} node
 * @returns {{all: bigint | null, count: number}}
 */
export function added(state, node) {
  return state.onceOfLines(node.id, () => {
    const values = linesOf(state, node.form, node.group, node.prefixes)
      .map((found) => found.get(node.column))
      .filter((value) => typeof value === "number");
    const all = values.reduce((sum, value) => sum + BigInt(value), 0n);
    return { all: values.length === 0 ? null : all, count: values.length };
  });
}

/** @param {State} state @param {string} form @param {string} group @param {string[]} prefixes */
function linesOf(state, form, group, prefixes) {
  const lines = state.lines("current", form, group);
  if (prefixes.length === 0) return lines;
  return lines.filter((one) => {
    const code = String(one.get("code") ?? "");
    return prefixes.some((prefix) => code.startsWith(prefix));
  });
}

/** @param {Compiler} compiler @param {import("./tree.js").AutoValue} node @returns {Ratio} */
function automatic(compiler, node) {
  const formula = compiler.formula(node.ref);
  const value = (/** @type {State} */ state) => state.once(node.id, () => formula.value(state));
  const missing = (/** @type {State} */ state) => value(state) === null;
  const { bound } = formula;
  /** @type {Whole} */
  const above = formula.big
    ? { big: true, bound, read: (state) => BigInt(value(state) ?? 0) }
    : small(bound, (state) => /** @type {number} */ (value(state) ?? 0));
  return plain(above, node.scale, [missing]);
}

// ---- compounds -----------------------------------------------------------------------------------

/** @param {number[]} signs @param {Ratio[]} parts @returns {Ratio} */
function add(signs, parts) {
  const scale = Math.max(...parts.map((part) => part.scale));
  /** @type {[number, Whole][]} */
  const terms = parts.map((part, place) => {
    const others = parts.filter((other, at) => at !== place && other.below !== null);
    const above = scaled(part.above, scale - part.scale);
    return [signs[place], others.reduce((all, other) => product(all, /** @type {Whole} */ (other.below)), above)];
  });
  const below = parts.reduce((all, part) => both(all, part.below), /** @type {Whole | null} */ (null));
  const positive = parts.every((part) => part.positive);
  return { above: sum(terms), scale, below, positive, guards: guardsOf(parts) };
}

/** @param {Ratio} left @param {Ratio} right @returns {Ratio} */
function multiply(left, right) {
  return {
    above: product(left.above, right.above),
    scale: left.scale + right.scale,
    below: both(left.below, right.below),
    positive: left.positive && right.positive,
    guards: guardsOf([left, right]),
  };
}

/**
 * a ÷ (p/q) is a·q ÷ p: the divisor's own denominator moves up.
 * @param {Ratio} left @param {Ratio} by
 * @param {boolean} positive whether the divisor is known to be beforehand
 * @returns {Ratio}
 */
function divide(left, by, positive) {
  const shift = left.scale - by.scale;
  const above = by.below === null ? left.above : product(left.above, by.below);
  /** @type {Guard} */
  const isZero = (state) => Number(by.above.read(state)) === 0;
  return {
    above: scaled(above, -shift),
    scale: Math.max(shift, 0),
    below: both(left.below, by.above),
    positive: left.positive && positive,
    guards: [...guardsOf([left, by]), ...(positive ? [] : [isZero])],
  };
}

/** @param {Node} node */
function isPositive(node) {
  return node.op === "period" || ((node.op === "const" || node.op === "parameter") && node.units > 0n);
}

/** @param {Ratio} value @param {number} places @returns {Ratio} */
export function rounded(value, places) {
  const shift = places - value.scale;
  if (value.below === null && shift >= 0) return plain(scaled(value.above, shift), places, value.guards);
  const above = scaled(value.above, shift);
  const below = scaled(value.below ?? constant(1n), -shift);
  return plain(roundedRatio(above, below), places, value.guards);
}

/** @param {Whole | null} a @param {Whole | null} b @returns {Whole | null} */
export function both(a, b) {
  if (a === null || b === null) return a ?? b;
  return product(a, b);
}

/** @param {Ratio[]} parts @returns {Guard[]} */
export function guardsOf(parts) {
  return [...new Set(parts.flatMap((part) => part.guards))];
}

/** @typedef {{n: bigint, d: bigint}} Fraction d > 0, not always in lowest terms */

/**
 * The exact value, for sentences; null when there is none.
 * @param {Ratio} ratio @param {State} state
 * @returns {Fraction | null}
 */
export function fractionOf(ratio, state) {
  if (ratio.guards.some((guard) => guard(state))) return null;
  const above = large(ratio.above).read(state);
  const below = (ratio.below === null ? 1n : large(ratio.below).read(state)) * power(ratio.scale);
  return below < 0n ? { n: -above, d: -below } : { n: above, d: below };
}
