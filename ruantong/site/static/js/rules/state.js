/**
 * One return with the returns it is compared with, laid out for judging: every fixed cell the rules
 * name has a slot under the place of its leaf, lines are looked up by form and group.
 *
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./reader.js").Forms} Forms
 * @typedef {import("./reader.js").Line} Line
 * @typedef {import("./reader.js").Value} Value
 * @typedef {import("./leaves.js").Leaf} Leaf
 * @typedef {import("./leaves.js").When} When
 * @typedef {{year: number, months: number, frequency: string}} Period
 * @typedef {{uscc: string, district: string, lists: string[], uscc_unique: boolean | null}} Unit
 * @typedef {{current: Forms, previous: Forms | null, year_ago: Forms | null, december: Forms | null}}
 *   Returns
 */

import { blankContent } from "./reader.js";

/** @type {Line[]} */
const NO_LINES = [];
const NO_CONTENT = blankContent();

export class State {
  /**
   * @param {Model} model
   * @param {Leaf[]} leaves
   * @param {Period} period
   * @param {Unit} unit
   * @param {Returns} returns
   * @param {(ref: string) => number | bigint | null} automatic what the platform computes for a cell
   */
  constructor(model, leaves, period, unit, returns, automatic) {
    this.model = model;
    this.fixed = leaves.filter(({ kind }) => kind === "cell" || kind === "head");
    this.automatic = automatic;
    this.period = period;
    this.unit = unit;
    this.lists = new Set(unit.lists);
    this.returns = returns;
    /** @type {Set<string>} forms owed; cells of other forms count as blank */
    this.due = new Set();
    /** @type {(Value | null)[]} */
    this.slots = new Array(leaves.length).fill(null);
    /** @type {Line} the line a row rule looks at */
    this.line = new Map();
    /** @type {Line | undefined} last year's line of the same code */
    this.old = undefined;
    this.number = 0;
    /** @type {Map<number, unknown>} worked out once until a cell changes, by leaf */
    this.memory = new Map();
    /** @type {Map<number, unknown>} worked out once until a line changes, by leaf */
    this.lineMemory = new Map();
  }

  /** Decides anew which forms are owed and fills every slot. */
  refill() {
    this.due = formsDue(this.model, this.lists, this.returns.current);
    this.forget(true);
    for (const leaf of this.fixed) this.load(leaf);
  }

  /** @param {boolean} lines whether lines changed too */
  forget(lines) {
    this.memory.clear();
    if (lines) this.lineMemory.clear();
  }

  /** @param {Leaf} leaf of a fixed cell */
  load(leaf) {
    this.slots[leaf.id] = this.#held(leaf);
  }

  /** @param {Leaf} leaf @returns {Value | null} */
  #held({ kind, when = "current", form, key, indicator, column }) {
    if (when === "current" && !this.due.has(form)) return null;
    const content = this.returns[when]?.get(form);
    if (content === undefined) return null;
    if (kind === "head") return content.head.get(key) ?? null;
    return content.cells.get(indicator)?.get(column) ?? null;
  }

  /** Whether a return holds a form the rules may look at. @param {When} when @param {string} form */
  has(when, form) {
    return when === "current" ? this.due.has(form) : (this.returns[when]?.has(form) ?? false);
  }

  /** @param {string} form content of the current return, owed or not */
  content(form) {
    return this.returns.current.get(form) ?? NO_CONTENT;
  }

  /** @param {When} when @param {string} form @param {string} group @returns {Line[]} */
  lines(when, form, group) {
    if (!this.has(when, form)) return NO_LINES;
    return this.returns[when]?.get(form)?.rows.get(group) ?? NO_LINES;
  }

  /**
   * What was worked out for a leaf since the last change.
   * @template T
   * @param {number} leaf @param {() => T} work
   * @returns {T}
   */
  once(leaf, work) {
    return remembered(this.memory, leaf, work);
  }

  /**
   * The same for what only lines decide.
   * @template T
   * @param {number} leaf @param {() => T} work
   * @returns {T}
   */
  onceOfLines(leaf, work) {
    return remembered(this.lineMemory, leaf, work);
  }
}

/**
 * @template T
 * @param {Map<number, unknown>} memory @param {number} leaf @param {() => T} work
 * @returns {T}
 */
function remembered(memory, leaf, work) {
  if (!memory.has(leaf)) memory.set(leaf, work());
  return /** @type {T} */ (memory.get(leaf));
}

/**
 * The forms of the return's frequency that the unit owes.
 * @param {Model} model @param {Set<string>} lists @param {Forms} forms
 * @returns {Set<string>}
 */
export function formsDue(model, lists, forms) {
  const own = [...model.forms.values()].filter((form) => form.frequency === model.frequency);
  return new Set(own.filter((form) => isDue(form.applies, lists, forms)).map((form) => form.code));
}

/** @param {string[]} applies @param {Set<string>} lists @param {Forms} forms */
function isDue(applies, lists, forms) {
  if (applies.length === 0) return true;
  if (applies[0] === "listed") return lists.has(applies[1]);
  const [, form, indicator, column, wanted] = applies;
  const value = forms.get(form)?.cells.get(indicator)?.get(column);
  return value !== undefined && String(value) === wanted;
}
