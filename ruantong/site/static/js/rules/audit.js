/**
 * 数据审核 of one return in the browser: all rules at once, or after a change only those that look
 * at what changed. The same verdicts and the same words as ruantong/core/validation.py.
 *
 * @typedef {import("./program.js").Instance} Instance
 * @typedef {import("./program.js").Program} Program
 * @typedef {import("./reader.js").Forms} Forms
 * @typedef {import("./state.js").Period} Period
 * @typedef {import("./state.js").Unit} Unit
 * @typedef {{period: Period, unit: Unit, forms: any, previous: any, year_ago: any, december: any}}
 *   Dossier forms in the interchange format
 * @typedef {{key: string, rule: string, instance: string, severity: string, title: string,
 *   certainty: string, origin: string, outcome: "fail" | "not_evaluated", cells: string[],
 *   left: string | null, right: string | null, difference: string | null, message: string}} Finding
 * @typedef {{pass: number, fail: number, not_applicable: number, not_evaluated: number,
 *   total: number}} Counts
 */

import { FAIL, NOT_APPLICABLE, NOT_EVALUATED } from "./program.js";
import { blankContent, isUnreadable, readCell, readForms, readHead, readLines } from "./reader.js";
import { explained } from "./sentences.js";
import { formsDue, State } from "./state.js";

/** The rule does not apply to this return at all. */
const NOWHERE = [NOT_APPLICABLE];

export class Audit {
  /** @param {Program} program @param {Dossier} dossier */
  constructor(program, dossier) {
    this.program = program;
    const { model, leaves } = program;
    const { period, unit } = dossier;
    const current = readForms(model, period.frequency, dossier.forms);
    /** @type {Set<string>} cells whose text cannot be read */
    this.unclear = new Set(current.unclear);
    const returns = {
      current: current.forms,
      previous: earlier(program, period.frequency, dossier.previous),
      year_ago: earlier(program, period.frequency, dossier.year_ago),
      december: earlier(program, "monthly", dossier.december),
    };
    /** @type {State} */
    this.state = new State(model, leaves, period, unit, returns, (ref) => program.automatic(ref, this.state));
    /** @type {number[][]} outcomes by instance: one, or one for each line */
    this.outcomes = [];
    /** @type {Set<number>} instances of which something failed or could not be judged */
    this.told = new Set();
    this.counted = [0, 0, 0, 0];
    this.judgeAll();
  }

  /** Judges every rule instance. */
  judgeAll() {
    this.state.refill();
    this.counted.fill(0);
    this.told.clear();
    this.outcomes = this.program.instances.map((instance) => this.#count(instance, 1, judge(this.state, instance)));
  }

  /** Counts outcomes in, or out before they are judged anew. @param {Instance} instance @param {number} by 1 or −1 @param {number[]} outcomes */
  #count(instance, by, outcomes) {
    let open = false;
    for (const outcome of outcomes) {
      this.counted[outcome] += by;
      if (outcome === FAIL || outcome === NOT_EVALUATED) open = true;
    }
    if (open) this.told.add(instance.number);
    else this.told.delete(instance.number);
    return outcomes;
  }

  /** @returns {Counts} */
  get counts() {
    const [pass, fail, not_applicable, not_evaluated] = this.counted;
    return { pass, fail, not_applicable, not_evaluated, total: pass + fail + not_applicable + not_evaluated };
  }

  // ---- changes -----------------------------------------------------------------------------------

  /**
   * Writes a fixed cell and judges again what looks at it; gives those instances.
   * @param {string} ref "6.2020.A" or "6.head.embedded"
   * @param {string} text
   */
  change(ref, text) {
    const [code, middle, last] = split(ref);
    const form = this.state.model.forms.get(code);
    if (form === undefined) return [];
    const content = this.#content(code);
    this.unclear.delete(ref);
    if (middle === "head") {
      const value = this.#read(ref, () => readHead(this.state.model, form, last, text));
      put(content.head, last, value === null ? null : String(value));
      return this.#again([ref]);
    }
    const value = this.#read(ref, () => readCell(this.state.model, form, middle, last, text));
    if (form.columns.get(last)?.computed) return [];
    const row = content.cells.get(middle) ?? new Map();
    put(row, last, value);
    put(content.cells, middle, row.size > 0 ? row : null);
    return this.#again([ref, `form:${code}`]);
  }

  /**
   * Replaces the lines of a group ("4.lines") and judges again what looks at them.
   * @param {string} key
   * @param {Record<string, string>[]} lines
   */
  changeLines(key, lines) {
    const [code, group] = key.split(".");
    const form = this.state.model.forms.get(code);
    if (form === undefined) return [];
    for (const ref of this.unclear) if (ref === key || ref.startsWith(`${key}[`)) this.unclear.delete(ref);
    /** @type {string[]} */
    const unclear = [];
    const read = readLines(this.state.model, form, group, lines, unclear);
    for (const ref of unclear) this.unclear.add(ref);
    put(this.#content(code).rows, group, read.length > 0 ? read : null);
    return this.#again([key, `form:${code}`], true);
  }

  /** From now on nobody knows whether the credit code is the unit's alone. */
  forgetRegister() {
    this.state.unit = { ...this.state.unit, uscc_unique: null };
    return this.#again(["unique"]);
  }

  /** @param {string} code */
  #content(code) {
    const { current } = this.state.returns;
    const known = current.get(code) ?? blankContent();
    current.set(code, known);
    return known;
  }

  /** @param {string} ref @param {() => import("./reader.js").Value | null} read */
  #read(ref, read) {
    try {
      return read();
    } catch (fault) {
      if (!isUnreadable(fault)) throw fault;
      this.unclear.add(ref);
      return null;
    }
  }

  /** @param {string[]} keys @param {boolean} lines */
  #again(keys, lines = false) {
    const { state, program } = this;
    const due = formsDue(state.model, state.lists, state.returns.current);
    if (due.size !== state.due.size || [...due].some((code) => !state.due.has(code))) {
      this.judgeAll();
      return program.instances.map((instance) => instance.number);
    }
    state.forget(lines);
    /** @type {Set<number>} */
    const touched = new Set();
    for (const key of keys) {
      for (const leaf of program.cellsOf.get(key) ?? []) state.load(leaf);
      for (const number of program.dependents.get(key) ?? []) touched.add(number);
    }
    for (const number of touched) {
      const instance = program.instances[number];
      this.#count(instance, -1, this.outcomes[number]);
      this.outcomes[number] = this.#count(instance, 1, judge(state, instance));
    }
    return [...touched];
  }

  /** Whether a cell of the return holds nothing. @param {string} ref */
  textless(ref) {
    const [code, middle, last] = split(ref);
    const content = this.state.content(code);
    const line = /^(.+)\[([0-9]+)\]$/.exec(middle);
    if (line !== null) return !content.rows.get(line[1])?.[Number(line[2]) - 1]?.has(last);
    return middle === "head" ? !content.head.has(last) : !content.cells.get(middle)?.has(last);
  }

  // ---- findings ----------------------------------------------------------------------------------

  /** Everything that failed or could not be judged, in the order of the rules. @returns {Finding[]} */
  findings() {
    return [...this.told].sort((a, b) => a - b).flatMap((number) => this.findingsOf(number));
  }

  /** The findings of one instance, worded for the return as it stands. @param {number} number */
  findingsOf(number) {
    const instance = this.program.instances[number];
    /** @type {Finding[]} */
    const found = [];
    this.outcomes[number].forEach((outcome, index) => {
      if (outcome !== FAIL && outcome !== NOT_EVALUATED) return;
      found.push(this.#finding(instance, instance.rule.group === "" ? 0 : index + 1, outcome));
    });
    return found;
  }

  /** @param {Instance} instance @param {number} line @param {number} outcome @returns {Finding} */
  #finding(instance, line, outcome) {
    const { rule } = instance;
    if (line > 0) stand(this.state, instance, line);
    const [failed, unknown] = this.program.sentences[instance.number];
    const told = explained(this.program, this.state, outcome === FAIL ? failed : unknown);
    const label = [instance.label, line > 0 ? String(line) : ""].filter((part) => part !== "").join(".");
    const ofLine = instance.lineColumns.map((column) => `${rule.form}.${rule.group}[${line}].${column}`);
    return {
      key: label === "" ? rule.id : `${rule.id}:${label}`,
      rule: rule.id,
      instance: label,
      severity: rule.severity,
      title: rule.title,
      certainty: rule.certainty,
      origin: rule.origin,
      outcome: outcome === FAIL ? "fail" : "not_evaluated",
      cells: [...instance.cells, ...ofLine],
      ...told,
    };
  }
}

/**
 * Outcomes of one instance; a row rule has one for each line.
 * @param {State} state @param {Instance} instance
 * @returns {number[]}
 */
function judge(state, instance) {
  const { rule, needs } = instance;
  if (needs.some(([when, form]) => !state.has(when, form))) return NOWHERE;
  if (rule.group === "") return [instance.judge(state)];
  const lines = state.lines("current", rule.form, rule.group);
  if (lines.length === 0) return NOWHERE;
  return lines.map((_, index) => {
    stand(state, instance, index + 1);
    return instance.judge(state);
  });
}

/** Puts the state at a line and at last year's line of the same code. @param {State} state @param {Instance} instance @param {number} number */
function stand(state, instance, number) {
  const { form, group } = instance.rule;
  state.number = number;
  state.line = state.lines("current", form, group)[number - 1];
  state.old = undefined;
  if (!instance.compares) return;
  const code = state.line.get("code");
  state.old = state.lines("year_ago", form, group).filter((line) => line.get("code") === code).pop();
}

/** @param {Program} program @param {string} frequency @param {any} json @returns {Forms | null} */
function earlier(program, frequency, json) {
  return json ? readForms(program.model, frequency, json).forms : null;
}

/** @param {string} ref @returns {[string, string, string]} form, indicator or "head", column or key */
function split(ref) {
  const [first, last] = [ref.indexOf("."), ref.lastIndexOf(".")];
  return [ref.slice(0, first), ref.slice(first + 1, last), ref.slice(last + 1)];
}

/** @template V @param {Map<string, V>} map @param {string} key @param {V | null} value */
function put(map, key, value) {
  if (value === null) map.delete(key);
  else map.set(key, value);
}
