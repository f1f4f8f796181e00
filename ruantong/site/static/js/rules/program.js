/**
 * A rules document made ready: its rule instances as closures, and which of them look at what.
 *
 * @typedef {import("./leaves.js").Leaf} Leaf
 * @typedef {import("./leaves.js").When} When
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./state.js").State} State
 * @typedef {import("./sentences.js").Sentence} Sentence
 * @typedef {{id: string, title: string, form: string, severity: string, blank: string,
 *   hint: string, group: string, certainty: string, origin: string}} Rule
 * @typedef {{number: number, rule: Rule, label: string, needs: [When, string][], looks: Leaf[], cells: string[], lineColumns: string[], helpful: Leaf[],
 *   demands: boolean, compares: boolean, judge: (state: State) => number}} Instance
 *   helpful: cells that could make a failing check hold by being filled; demands: all it wants is that
 *   a cell be filled
 * @typedef {[number, number][]} Cases judgements and the values they lead to, -1 for none
 * @typedef {{places: number, looks: Leaf[], own: Cases, inTurn: Cases}} Formula
 *   own: by itself; inTurn: after those that it uses
 */

import { readLeaves, refOf } from "./leaves.js";
import { readModel, RulesError } from "./model.js";
import { printed, valueOf } from "./operations.js";

export const [PASS, FAIL, NOT_APPLICABLE, NOT_EVALUATED] = [0, 1, 2, 3];

const FORMAT = 3;

export class Program {
  /** @param {any} document as ruantong/core/rules/executors/browser_document.py writes it */
  constructor(document) {
    if (document?.format !== FORMAT) throw new RulesError("审核关系的版本与本页不符，请刷新页面");
    /** @type {string} */
    this.ruleset = document.ruleset;
    this.model = readModel(document);
    this.leaves = readLeaves(document.leaves);
    this.operations = printed(document.operations, document.big, this.leaves, this.model);
    const at = (/** @type {number[]} */ places) => places.map((place) => this.leaves[place]);
    /** @type {Map<string, Formula>} by the reference of their cell, in the order in which they can be computed */
    this.formulas = new Map(
      document.formulas.map((/** @type {any[]} */ [ref, places, looks, own, inTurn]) => [ref, { places, looks: at(looks), own, inTurn }]),
    );
    /** @type {import("./sentences.js").Piece[]} */
    this.shapes = document.shapes;
    /** @type {[Sentence, Sentence][]} why each instance fails, and why it cannot be judged */
    this.sentences = document.sentences;
    /** @type {Rule[]} */
    const rules = document.rules.map(readRule);
    /** @type {Instance[]} */
    this.instances = document.instances.map((/** @type {any[]} */ fields, /** @type {number} */ number) => {
      const [rule, label, steps, looks, asks, helpful, demands] = fields;
      return {
        number,
        rule: rules[rule],
        label,
        ...needsOf(rules[rule], at([...looks, ...asks])),
        cells: cellsIn(at(looks)),
        lineColumns: lineColumnsIn(at(looks)),
        helpful: at(helpful),
        demands,
        judge: judgeOf(steps, this.operations),
      };
    });
    this.dependents = this.#index();
    /** @type {Map<string, Leaf[]>} cells of the current return by their reference */
    this.cellsOf = grouped(this.leaves.filter(({ kind, when }) => kind === "head" || (kind === "cell" && when === "current")), refOf);
  }

  /**
   * What an operation comes to for a state: a number as an exact fraction (null where it has no
   * value), a text, or a judgement.
   * @param {number} place @param {State} state @returns {any}
   */
  valueOf(place, state) {
    return valueOf(this.operations[place](state));
  }

  /** The value of the first case that holds. @param {Cases} cases @param {State} state @returns {number | bigint | null} */
  first(cases, state) {
    const found = cases.find(([when]) => this.operations[when](state) === true);
    return found === undefined || found[1] < 0 ? null : this.operations[found[1]](state);
  }

  /** What the platform computes for a cell. @param {string} ref @param {State} state */
  automatic(ref, state) {
    return this.first(/** @type {Formula} */ (this.formulas.get(ref)).own, state);
  }

  /**
   * Instances by what they look at: "6.2020.A", "6.head.embedded", "4.lines", "form:5", "unique".
   * @returns {Map<string, Set<number>>}
   */
  #index() {
    /** @type {Map<string, Set<number>>} */
    const found = new Map();
    for (const { number, rule, looks } of this.instances) {
      const lines = rule.group === "" ? [] : [`${rule.form}.${rule.group}`];
      for (const key of [...looks.flatMap((leaf) => this.#keysOf(leaf)), ...lines]) {
        const members = found.get(key) ?? new Set();
        found.set(key, members.add(number));
      }
    }
    return found;
  }

  /** What of the current return a leaf looks at. @param {Leaf} leaf @returns {string[]} */
  #keysOf(leaf) {
    switch (leaf.kind) {
      case "cell":
        return leaf.when === "current" ? [refOf(leaf)] : [];
      case "head":
        return [refOf(leaf)];
      case "uniqueline":
      case "sum":
      case "count":
        return [`${leaf.form}.${leaf.group}`];
      case "filled":
        return [`form:${leaf.form}`];
      case "unique":
        return ["unique"];
      case "samecolumns":
        return leaf.indicators.flatMap((code) => [`${leaf.form}.${code}.${leaf.left}`, `${leaf.form}.${code}.${leaf.right}`]);
      case "auto":
        return /** @type {Formula} */ (this.formulas.get(refOf(leaf))).looks.flatMap((one) => this.#keysOf(one));
      default:
        return [];
    }
  }
}

/** @template T @param {T[]} items @param {(item: T) => string} keyOf @returns {Map<string, T[]>} */
function grouped(items, keyOf) {
  /** @type {Map<string, T[]>} */
  const found = new Map();
  for (const item of items) found.set(keyOf(item), [...(found.get(keyOf(item)) ?? []), item]);
  return found;
}

/** @param {string[]} fields @returns {Rule} */
function readRule([id, title, form, severity, blankPolicy, hint, group, certainty, origin]) {
  return { id, title, form, severity, blank: blankPolicy, hint, group, certainty, origin };
}

const OF_THE_RETURN = new Set(["head", "sum", "uniqueline", "auto"]);

/**
 * The (return, form) pairs without which the rule does not apply, and whether it looks at last year's
 * line.
 * @param {Rule} rule @param {Leaf[]} looks
 */
function needsOf(rule, looks) {
  /** @type {Map<string, [When, string]>} */
  const needs = new Map([[`current ${rule.form}`, ["current", rule.form]]]);
  for (const { kind, when, form } of looks) {
    if (kind === "cell" || kind === "line") needs.set(`${when} ${form}`, [when, form]);
    else if (OF_THE_RETURN.has(kind)) needs.set(`current ${form}`, ["current", form]);
  }
  return { needs: [...needs.values()], looks, compares: rule.group !== "" && needs.has(`year_ago ${rule.form}`) };
}

/** References of the current return's fixed cells among what a check looks at. @param {Leaf[]} looks */
function cellsIn(looks) {
  const refs = looks.flatMap((leaf) => {
    if (leaf.kind === "samecolumns") return leaf.indicators.map((code) => `${leaf.form}.${code}.${leaf.left}`);
    return leaf.kind === "head" || (leaf.kind === "cell" && leaf.when === "current") ? [refOf(leaf)] : [];
  });
  return [...new Set(refs)];
}

/** Columns of the line among what a check looks at. @param {Leaf[]} looks */
function lineColumnsIn(looks) {
  const named = looks.filter(({ kind, when }) => kind === "uniqueline" || (kind === "line" && when === "current"));
  return [...new Set(named.map(({ column }) => column))];
}

/**
 * The outcome for the return, or for the line the state stands at: each step is a judgement and where
 * true, false and unknown lead to; null goes on, and who gets past the last step passes.
 * @param {[number, number | null, number | null, number | null][]} steps
 * @param {import("./leaves.js").Read[]} operations
 * @returns {(state: State) => number}
 */
function judgeOf(steps, operations) {
  const read = steps.map(([place, yes, no, unknown]) => ({ judgement: operations[place], yes, no, unknown }));
  return (state) => {
    for (const { judgement, yes, no, unknown } of read) {
      const verdict = judgement(state);
      const outcome = verdict === null ? unknown : verdict ? yes : no;
      if (outcome !== null) return outcome;
    }
    return PASS;
  };
}
