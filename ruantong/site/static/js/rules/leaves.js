/**
 * What operations read from a state: cells, lines, sums over them, facts. Blank is null.
 *
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./reader.js").Line} Line
 * @typedef {import("./state.js").State} State
 * @typedef {"current" | "previous" | "year_ago" | "december"} When
 * @typedef {{kind: string, id: number, when: When, form: string, indicator: string, column: string,
 *   key: string, group: string, prefixes: string[], columns: string[], indicators: string[],
 *   left: string, right: string, which: string, name: string, scale: number, text: boolean}} Leaf
 *   each kind with the fields that FIELDS gives it
 * @typedef {(state: State) => any} Read
 */

import { RulesError } from "./model.js";

/** @type {Record<string, string[]>} */
const FIELDS = {
  cell: ["when", "form", "indicator", "column", "scale", "text"],
  head: ["form", "key"],
  line: ["when", "form", "group", "column", "scale", "text"],
  sum: ["form", "group", "column", "prefixes", "scale"],
  count: ["form", "group", "prefixes"],
  auto: ["form", "indicator", "column", "scale"],
  period: ["which"],
  unit: ["which"],
  filled: ["form", "columns"],
  samecolumns: ["form", "indicators", "left", "right"],
  uniqueline: ["form", "group", "column"],
  listed: ["name"],
  unique: [],
  oldline: [],
};

/** @param {any[][]} written @returns {Leaf[]} */
export function readLeaves(written) {
  return written.map(([kind, ...values], id) => {
    const fields = FIELDS[kind];
    if (fields === undefined) throw new RulesError(`审核关系中有不认识的数据“${kind}”`);
    const pairs = fields.map((name, place) => [name, values[place]]);
    return { kind, id, ...Object.fromEntries(pairs) };
  });
}

/** The reference of a fixed cell, of the current return or not. @param {Leaf} leaf */
export function refOf({ kind, form, indicator, column, key }) {
  return kind === "head" ? `${form}.head.${key}` : `${form}.${indicator}.${column}`;
}

/** @param {Leaf} leaf @returns {Read} */
export function reading(leaf) {
  const { id, form, group, column, which } = leaf;
  switch (leaf.kind) {
    case "cell":
    case "head":
      return (state) => state.slots[id];
    case "line":
      if (leaf.when === "current") return (state) => state.line.get(column) ?? null;
      return (state) => state.old?.get(column) ?? null;
    case "sum":
      return (state) => sumOver(state, leaf).all;
    case "count":
      return (state) => state.onceOfLines(id, () => linesOf(state, leaf).length);
    case "auto": {
      const ref = refOf(leaf);
      return (state) => state.once(id, () => state.automatic(ref));
    }
    case "period":
      return which === "months" ? (state) => state.period.months : (state) => state.period.year;
    case "unit":
      return (state) => state.unit.district;
    case "filled":
      return (state) => state.once(id, () => formFilled(state, leaf));
    case "samecolumns":
      return (state) => state.once(id, () => sameColumns(state, leaf));
    case "uniqueline": {
      const repeated = (/** @type {State} */ state) => repeatedIn(state.lines("current", form, group), column);
      return (state) => !state.onceOfLines(id, () => repeated(state)).has(state.line.get(column));
    }
    case "listed":
      return (state) => state.lists.has(leaf.name);
    case "unique":
      return (state) => state.unit.uscc_unique;
    default:
      return (state) => state.old !== undefined;
  }
}

/**
 * The sum of a column over the lines of some codes, null when none of them holds a value, and the
 * number of values it is made of.
 * @param {State} state @param {Leaf} leaf
 * @returns {{all: bigint | null, count: number}}
 */
export function sumOver(state, leaf) {
  return state.onceOfLines(leaf.id, () => {
    const values = linesOf(state, leaf)
      .map((line) => line.get(leaf.column))
      .filter((value) => typeof value === "number");
    const all = values.reduce((sum, value) => sum + BigInt(value), 0n);
    return { all: values.length === 0 ? null : all, count: values.length };
  });
}

/** @param {State} state @param {Leaf} leaf */
function linesOf(state, { form, group, prefixes }) {
  const lines = state.lines("current", form, group);
  if (prefixes.length === 0) return lines;
  return lines.filter((line) => {
    const code = String(line.get("code") ?? "");
    return prefixes.some((prefix) => code.startsWith(prefix));
  });
}

/** @param {State} state @param {Leaf} leaf */
function formFilled(state, { form, columns }) {
  const { rows, cells } = state.content(form);
  if (rows.size > 0) return true; // wholly blank lines are not kept
  for (const row of cells.values()) if (columns.some((column) => row.has(column))) return true;
  return false;
}

/** @param {State} state @param {Leaf} leaf */
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

/** @param {Line[]} lines @param {string} column */
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
