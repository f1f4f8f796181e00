/**
 * A rules document made ready: its rule instances as closures, and which of them look at what.
 *
 * @typedef {import("./compiler.js").FormulaText} FormulaText
 * @typedef {import("./logic.js").Judge} Judge
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./state.js").State} State
 * @typedef {import("./tree.js").Node} Node
 * @typedef {import("./tree.js").Valued} Valued
 * @typedef {import("./tree.js").When} When
 * @typedef {{id: string, title: string, form: string, severity: string, blank: string,
 *   hint: string, group: string, certainty: string, origin: string}} Rule
 * @typedef {{number: number, rule: Rule, label: string, check: Node, condition: Node | null,
 *   named: Valued[], needs: [When, string][], cells: string[], lineColumns: string[],
 *   compares: boolean, judge: (state: State) => number}} Instance
 */

import { Compiler, readFormulas } from "./compiler.js";
import { blank } from "./logic.js";
import { readLeaves } from "./leaves.js";
import { readModel } from "./model.js";
import { printed, valueOf } from "./operations.js";
import { cellsIn, namedIn, readNodes, RulesError, sourcesOf, walk } from "./tree.js";

export const [PASS, FAIL, NOT_APPLICABLE, NOT_EVALUATED] = [0, 1, 2, 3];

const FORMAT = 1;

export class Program {
  /** @param {any} document as ruantong/core/rules/executors/browser_document.py writes it */
  constructor(document) {
    if (document?.format !== FORMAT) throw new RulesError("审核关系的版本与本页不符，请刷新页面");
    /** @type {string} */
    this.ruleset = document.ruleset;
    this.model = readModel(document);
    const nodes = readNodes(document.nodes);
    /** @type {Map<string, [number, number][]>} cases (judgement, value) by the reference of their cell */
    this.computed = new Map();
    this.formulas = readFormulas(document.formulas, nodes);
    this.compiler = new Compiler(this.model, this.formulas);
    const leaves = readLeaves(document.leaves ?? []);
    for (const leaf of leaves) if (leaf.kind === "cell" || leaf.kind === "head") leaf.slot = this.compiler.slotOf(leaf);
    this.operations = printed(document.operations ?? [], document.big ?? [], leaves, this.model);
    (document.values ?? []).forEach((/** @type {number} */ place, /** @type {number} */ node) => {
      nodes[node].meaning = place;
    });
    for (const [node, place] of document.blanks ?? []) nodes[node].blankness = place;
    for (const [place, { ref }] of [...this.formulas.values()].entries()) {
      this.computed.set(ref, document.computed?.[place] ?? []);
    }
    /** @type {Rule[]} */
    const rules = document.rules.map(readRule);
    /** @type {Instance[]} */
    this.instances = document.instances.map((/** @type {[number, string, number, number]} */ fields, /** @type {number} */ number) =>
      prepare(this.compiler, number, rules[fields[0]], fields[1], nodes[fields[2]], nodes[fields[3]] ?? null),
    );
    this.dependents = this.#index();
    /** @type {Map<string, number[]>} slots by the reference of their cell, current return only */
    this.slotsOf = slotsByRef(this.compiler.cells);
  }

  /**
   * What an operation comes to for a state: a number as an exact fraction (null where it has no
   * value), a text, or a judgement.
   * @param {number} place @param {State} state @returns {any}
   */
  valueOf(place, state) {
    return valueOf(this.operations[place](state));
  }

  /** What the platform computes for a cell. @param {State} state @param {string} ref @returns {number | bigint | null} */
  automatic(state, ref) {
    const found = this.computed.get(ref)?.find(([when]) => this.operations[when](state) === true);
    return found === undefined || found[1] < 0 ? null : this.operations[found[1]](state);
  }

  /**
   * Instances by what they look at: "6.2020.A", "6.head.embedded", "4.lines", "form:5", "unique".
   * @returns {Map<string, Set<number>>}
   */
  #index() {
    /** @type {Map<string, Set<number>>} */
    const found = new Map();
    for (const { number, rule, check, condition } of this.instances) {
      const keys = [check, condition].flatMap((tree) => (tree === null ? [] : keysOf(tree, this.formulas)));
      const lines = rule.group === "" ? [] : [`${rule.form}.${rule.group}`];
      for (const key of [...keys, ...lines]) {
        const members = found.get(key) ?? new Set();
        found.set(key, members.add(number));
      }
    }
    return found;
  }
}

/** @param {(import("./tree.js").Cell | import("./tree.js").HeadCell)[]} cells */
function slotsByRef(cells) {
  /** @type {Map<string, number[]>} */
  const found = new Map();
  cells.forEach((cell, slot) => {
    if (cell.op === "cell" && cell.when !== "current") return;
    const ref = cell.op === "head" ? `${cell.form}.head.${cell.key}` : `${cell.form}.${cell.indicator}.${cell.column}`;
    found.set(ref, [...(found.get(ref) ?? []), slot]);
  });
  return found;
}

/** @param {string[]} fields @returns {Rule} */
function readRule([id, title, form, severity, blankPolicy, hint, group, certainty, origin]) {
  return { id, title, form, severity, blank: blankPolicy, hint, group, certainty, origin };
}

/**
 * @param {Compiler} compiler @param {number} number @param {Rule} rule @param {string} label
 * @param {Node} check @param {Node | null} condition
 * @returns {Instance}
 */
function prepare(compiler, number, rule, label, check, condition) {
  const named = namedIn(check);
  const needs = needsOf(rule, [check, condition]);
  return {
    number,
    rule,
    label,
    check,
    condition,
    named,
    needs,
    cells: cellsIn(check),
    lineColumns: lineColumnsIn(check),
    compares: rule.group !== "" && needs.some(([when, form]) => when === "year_ago" && form === rule.form),
    judge: judgeOf(compiler, rule, check, condition, named),
  };
}

/** The (return, form) pairs without which the rule does not apply. @param {Rule} rule @param {(Node | null)[]} trees */
function needsOf(rule, trees) {
  /** @type {Map<string, [When, string]>} */
  const needs = new Map([[`current ${rule.form}`, ["current", rule.form]]]);
  for (const tree of trees) {
    for (const [when, form] of tree === null ? [] : sourcesOf(tree)) needs.set(`${when} ${form}`, [when, form]);
  }
  return [...needs.values()];
}

/** Columns of the line that a check names. @param {Node} check */
function lineColumnsIn(check) {
  const columns = walk(check).flatMap((node) => {
    if (node.op === "line" && node.when === "current") return [node.column];
    return node.op === "uniqueline" ? [node.column.column] : [];
  });
  return [...new Set(columns)];
}

/**
 * Applies? blank? true? – for the return, or for the line the state stands at.
 * @param {Compiler} compiler @param {Rule} rule @param {Node} check @param {Node | null} condition
 * @param {Valued[]} named
 * @returns {(state: State) => number}
 */
function judgeOf(compiler, rule, check, condition, named) {
  const [asked, judged] = [condition && compiler.logic(condition), compiler.logic(check)];
  const blanks = named.map((node) => blank(compiler, node));
  const allBlank = rule.blank === "partial_zero" && blanks.length > 0;
  const anyBlank = rule.blank === "non_null";
  const needsOld = named.some((node) => node.op === "line" && node.when !== "current");
  // Nobody outside the platform can know the register: there the rule does not apply.
  const missing = check.op === "unique" ? NOT_APPLICABLE : NOT_EVALUATED;
  return (state) => {
    if (needsOld && state.old === undefined) return NOT_APPLICABLE;
    if (asked !== null) {
      const verdict = asked(state);
      if (verdict === null) return NOT_EVALUATED;
      if (!verdict) return NOT_APPLICABLE;
    }
    if (allBlank && blanks.every((isBlank) => isBlank(state))) return NOT_APPLICABLE;
    if (anyBlank && blanks.some((isBlank) => isBlank(state))) return NOT_EVALUATED;
    const verdict = judged(state);
    if (verdict === null) return missing;
    return verdict ? PASS : FAIL;
  };
}

/** What of the current return a tree looks at. @param {Node} tree @param {Map<string, FormulaText>} formulas @returns {string[]} */
function keysOf(tree, formulas) {
  return walk(tree).flatMap((node) => {
    switch (node.op) {
      case "cell":
        return node.when === "current" ? [`${node.form}.${node.indicator}.${node.column}`] : [];
      case "head":
        return [`${node.form}.head.${node.key}`];
      case "column":
      case "sum":
      case "count":
        return [`${node.form}.${node.group}`];
      case "filled":
        return [`form:${node.form}`];
      case "unique":
        return ["unique"];
      case "samecolumns":
        return node.indicators.flatMap((code) => [`${node.form}.${code}.${node.left}`, `${node.form}.${code}.${node.right}`]);
      case "auto":
        return /** @type {FormulaText} */ (formulas.get(node.ref)).cases.flatMap(([when, value]) =>
          [when, value].flatMap((part) => (part === null ? [] : keysOf(part, formulas))),
        );
      default:
        return [];
    }
  });
}
