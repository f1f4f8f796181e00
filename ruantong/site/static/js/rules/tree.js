/**
 * Expression trees of the rules document (ruantong/core/rules/executors/browser_document.py), read back into nodes.
 * Equal trees are one object. `below` are the nodes directly below, in written order.
 *
 * @typedef {"current" | "previous" | "year_ago" | "december"} When
 * @typedef {{id: number, below: Node[], everything: Node[], meaning?: number, blankness?: number,
 *   leaf?: import("./leaves.js").Leaf}} Base
 *   everything: itself and all below it; meaning, blankness: places of operations
 * @typedef {Base & {op: "const", units: bigint, scale: number}} Const
 * @typedef {Base & {op: "parameter", units: bigint, scale: number, measure: string}} Parameter
 * @typedef {Base & {op: "text", value: string}} TextConst
 * @typedef {Base & {op: "period", which: string}} PeriodNumber
 * @typedef {Base & {op: "cell", when: When, form: string, indicator: string, column: string,
 *   scale: number, text: boolean}} Cell
 * @typedef {Base & {op: "head", form: string, key: string}} HeadCell
 * @typedef {Base & {op: "line", when: When, form: string, group: string, column: string,
 *   scale: number, text: boolean}} RowCell
 * @typedef {Base & {op: "column", form: string, group: string, column: string}} RowColumn
 * @typedef {Base & {op: "sum", form: string, group: string, column: string, prefixes: string[],
 *   scale: number}} RowSum
 * @typedef {Base & {op: "count", form: string, group: string, prefixes: string[]}} RowCount
 * @typedef {Base & {op: "add", signs: number[], terms: Node[]}} Add
 * @typedef {Base & {op: "multiply" | "divide" | "slip", left: Node, right: Node}} Pair
 * @typedef {Base & {op: "absolute", operand: Node}} Absolute
 * @typedef {Base & {op: "extreme", which: string, operands: Node[]}} Extreme
 * @typedef {Base & {op: "round", operand: Node, places: number}} Round
 * @typedef {Base & {op: "choice", cases: [Node, Node][], fallback: Node}} Choice
 * @typedef {Base & {op: "auto", ref: string, form: string, scale: number}} AutoValue
 * @typedef {Base & {op: "fact", which: "district"}} UnitFact
 * @typedef {Base & {op: "slice", operand: Node, start: number, stop: number}} Slice
 * @typedef {Base & {op: "compare", operator: string, left: Node, right: Node,
 *   tolerance: [number, number], measure: string}} Compare
 * @typedef {Base & {op: "same", operator: string, left: Node, right: Node}} TextCompare
 * @typedef {Base & {op: "and" | "or", operands: Node[]}} Joined
 * @typedef {Base & {op: "not", operand: Node}} Not
 * @typedef {Base & {op: "implies", condition: Node, consequence: Node}} Implies
 * @typedef {Base & {op: "iff", left: Node, right: Node}} Iff
 * @typedef {Base & {op: "blank", operand: Cell | HeadCell | RowCell}} IsBlank
 * @typedef {Base & {op: "filled", form: string, columns: string[]}} FormFilled
 * @typedef {Base & {op: "listed", name: string}} OnList
 * @typedef {Base & {op: "unique"}} UniqueInRegister
 * @typedef {Base & {op: "oneof", operand: Node, values: string[]}} OneOf
 * @typedef {Base & {op: "starts", operand: Node, prefixes: string[]}} StartsWith
 * @typedef {Base & {op: "incodes", operand: Node, list: string, leaf: boolean}} InCodeList
 * @typedef {Base & {op: "matches", operand: Node, format: string}} Matches
 * @typedef {Base & {op: "samecolumns", form: string, indicators: string[], left: string,
 *   right: string}} SameColumns
 * @typedef {Base & {op: "uniqueline", column: RowColumn}} UniqueInRows
 * @typedef {Base & {op: "whole", operand: Node}} IsWhole
 * @typedef {Const | Parameter | TextConst | PeriodNumber | Cell | HeadCell | RowCell | RowColumn |
 *   RowSum | RowCount | Add | Pair | Absolute | Extreme | Round | Choice | AutoValue | UnitFact |
 *   Slice | Compare | TextCompare | Joined | Not | Implies | Iff | IsBlank | FormFilled | OnList |
 *   UniqueInRegister | OneOf | StartsWith | InCodeList | Matches | SameColumns | UniqueInRows |
 *   IsWhole} Node
 * @typedef {Cell | HeadCell | RowCell | RowSum} Valued
 */

import { RulesError } from "./model.js";

/**
 * @param {any[][]} written nodes of the document, each after those below it
 * @returns {Node[]}
 */
export function readNodes(written) {
  /** @type {Node[]} */
  const nodes = [];
  written.forEach((fields, id) => {
    const [op, ...rest] = fields;
    const read = READERS[op];
    if (read === undefined) throw new RulesError(`审核关系中有不认识的节点“${op}”`);
    const node = read(rest, (place) => nodes[place]);
    const made = /** @type {Node} */ (/** @type {unknown} */ ({ op, id, below: [], ...node }));
    made.everything = [made, ...made.below.flatMap(walk)];
    nodes.push(made);
  });
  return nodes;
}

/** @typedef {(place: number) => Node} At */

/** @type {Record<string, (fields: any[], at: At) => object>} */
const READERS = {
  const: ([units, scale]) => ({ units: BigInt(units), scale }),
  parameter: ([, units, scale, measure]) => ({ units: BigInt(units), scale, measure: measure ?? "" }),
  text: ([value]) => ({ value }),
  period: ([which]) => ({ which }),
  cell: ([when, form, indicator, column, scale, text]) => ({ when, form, indicator, column, scale, text }),
  head: ([form, key]) => ({ form, key }),
  line: ([when, form, group, column, scale, text]) => ({ when, form, group, column, scale, text }),
  column: ([form, group, column]) => ({ form, group, column }),
  sum: ([form, group, column, prefixes, scale]) => ({ form, group, column, prefixes, scale }),
  count: ([form, group, prefixes]) => ({ form, group, prefixes }),
  add: ([terms], at) => {
    const nodes = terms.map((/** @type {[number, number]} */ [, place]) => at(place));
    const signs = terms.map((/** @type {[number, number]} */ [sign]) => sign);
    return { signs, terms: nodes, below: nodes };
  },
  multiply: pair,
  divide: pair,
  slip: pair,
  iff: pair,
  absolute: single,
  not: single,
  blank: single,
  whole: single,
  extreme: ([which, places], at) => several(places, at, { which }),
  round: ([place, places], at) => ({ ...single([place], at), places }),
  choice: ([places, last], at) => {
    const cases = places.map((/** @type {[number, number]} */ [when, value]) => [at(when), at(value)]);
    return { cases, fallback: at(last), below: [...cases.flat(), at(last)] };
  },
  auto: ([form, indicator, column, scale]) => ({ ref: `${form}.${indicator}.${column}`, form, scale }),
  fact: ([which]) => {
    if (which !== "district") throw new RulesError(`审核关系中有不认识的名录事实“${which}”`);
    return { which };
  },
  slice: ([place, start, stop], at) => ({ ...single([place], at), start, stop }),
  compare: ([operator, left, right, tolerance, measure], at) => ({
    operator,
    tolerance,
    measure,
    ...pair([left, right], at),
  }),
  same: ([operator, left, right], at) => ({ operator, ...pair([left, right], at) }),
  and: ([places], at) => several(places, at, {}),
  or: ([places], at) => several(places, at, {}),
  implies: ([condition, consequence], at) => ({
    condition: at(condition),
    consequence: at(consequence),
    below: [at(condition), at(consequence)],
  }),
  filled: ([form, columns]) => ({ form, columns }),
  listed: ([name]) => ({ name }),
  unique: () => ({}),
  oneof: ([place, values], at) => ({ ...single([place], at), values }),
  starts: ([place, prefixes], at) => ({ ...single([place], at), prefixes }),
  incodes: ([place, list, leaf], at) => ({ ...single([place], at), list, leaf }),
  matches: ([place, format], at) => ({ ...single([place], at), format }),
  samecolumns: ([form, indicators, left, right]) => ({ form, indicators, left, right }),
  uniqueline: ([place], at) => ({ column: at(place), below: [at(place)] }),
};

/** @param {any[]} places @param {At} at */
function pair([left, right], at) {
  return { left: at(left), right: at(right), below: [at(left), at(right)] };
}

/** @param {any[]} places @param {At} at */
function single([place], at) {
  return { operand: at(place), below: [at(place)] };
}

/** @param {number[]} places @param {At} at @param {object} others */
function several(places, at, others) {
  const operands = places.map(at);
  return { ...others, operands, below: operands };
}

/**
 * The node itself and everything below it, in written order.
 * @param {Node} node
 * @returns {Node[]}
 */
export function walk(node) {
  return node.everything;
}

/** @param {Node} node @returns {node is Valued} */
export function isValued(node) {
  return node.op === "cell" || node.op === "head" || node.op === "line" || node.op === "sum";
}

/**
 * The cells whose blankness the policy looks at: not those only asked 为空 or 已填.
 * @param {Node} node
 * @returns {Valued[]}
 */
export function namedIn(node) {
  if (node.op === "blank") return [];
  const own = isValued(node) ? [node] : [];
  return [...new Set([...own, ...node.below.flatMap(namedIn)])];
}
