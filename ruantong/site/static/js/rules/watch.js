/**
 * 即时核对: what is wrong with a return while it is being typed. It knows cells and findings, not the
 * page; the result of 数据审核 stays the platform's.
 *
 * @typedef {import("./audit.js").Finding} Finding
 * @typedef {import("./audit.js").Dossier & {own: string[], unique: string}} Given
 * @typedef {import("./program.js").Program} Program
 * @typedef {"error" | "query" | "unknown" | "unfilled"} Level `unfilled`: fails for now, because a
 *   cell that could make it hold is still blank; `unknown`: cannot be judged
 * @typedef {Finding & {level: Level, form: string}} Watched `form`: the one the rule belongs to
 */

import { Audit } from "./audit.js";
import { Automatic } from "./automatic.js";
import { refOf } from "./leaves.js";

export class Watch {
  /** @param {Program} program @param {Given} given */
  constructor(program, given) {
    this.program = program;
    this.audit = new Audit(program, given);
    this.automatic = new Automatic(program);
    /** @type {Set<string>} automatic cells that hold what the platform computes */
    this.own = new Set(given.own);
    this.unique = given.unique;
    /** @type {Map<number, Finding[]>} worded findings by instance, until something touches them */
    this.worded = new Map();
    /** @type {Map<string, string>} what was computed last */
    this.last = new Map();
  }

  /** @param {string} ref @param {string} text */
  change(ref, text) {
    this.last.delete(ref);
    if (ref === this.unique) this.#forget(this.audit.forgetRegister());
    this.#forget(this.audit.change(ref, text));
  }

  /** @param {string} key "4.lines" @param {Record<string, string>[]} lines */
  changeLines(key, lines) {
    this.#forget(this.audit.changeLines(key, lines));
  }

  /** @param {number[]} touched */
  #forget(touched) {
    for (const number of touched) this.worded.delete(number);
  }

  /**
   * Computes the automatic cells anew; gives the texts of those that are the platform's own.
   * @returns {Map<string, string>}
   */
  computed() {
    const values = this.automatic.values(this.audit.state, this.own);
    /** @type {Map<string, string>} */
    const texts = new Map();
    for (const ref of this.own) {
      const text = values.get(ref) ?? "";
      texts.set(ref, text);
      if (this.last.get(ref) !== text) this.change(ref, text);
      this.last.set(ref, text);
    }
    return texts;
  }

  /** Whether the platform computes a value for a cell. @param {string} ref */
  isAutomatic(ref) {
    return this.program.formulas.has(ref);
  }

  /**
   * Every finding with its level, in the order of the rules. What only waits for a cell that a rule
   * wants filled is told by that rule alone.
   * @returns {Watched[]}
   */
  findings() {
    const numbers = [...this.audit.told].sort((a, b) => a - b);
    const found = numbers.flatMap((number) => {
      const worded = this.worded.get(number) ?? this.audit.findingsOf(number);
      this.worded.set(number, worded);
      return worded.map((finding) => ({ number, finding: this.#judged(number, finding) }));
    });
    const waiting = found.filter(({ finding }) => finding.level === "unfilled");
    const demands = waiting.filter(({ number }) => this.program.instances[number].demands);
    const wanted = new Set(demands.flatMap(({ number, finding }) => this.#blanks(number, finding)));
    /** @param {{number: number, finding: Watched}} each */
    const told = ({ number, finding }) =>
      finding.level !== "unfilled" ||
      this.program.instances[number].demands ||
      !this.#blanks(number, finding).some((ref) => wanted.has(ref));
    return found.filter(told).map(({ finding }) => finding);
  }

  /** @param {number} number @param {Finding} finding @returns {Watched} */
  #judged(number, finding) {
    const { form } = this.program.instances[number].rule;
    return { ...finding, form, level: this.#level(number, finding) };
  }

  /** The blank cells that could make a failing instance hold. @param {number} number @param {Finding} finding */
  #blanks(number, finding) {
    const line = /\[([0-9]+)\]/.exec(finding.cells[finding.cells.length - 1] ?? "");
    const { helpful, rule } = this.program.instances[number];
    const ofLine = `${rule.form}.${rule.group}[${line?.[1]}]`;
    const refs = helpful.map((leaf) => (leaf.kind === "line" ? `${ofLine}.${leaf.column}` : refOf(leaf)));
    return refs.filter((ref) => this.audit.textless(ref));
  }

  /** @param {number} number @param {Finding} finding @returns {Level} */
  #level(number, finding) {
    const { unclear } = this.audit;
    if (finding.outcome === "not_evaluated" || finding.cells.some((ref) => unclear.has(ref))) return "unknown";
    if (this.#blanks(number, finding).length > 0) return "unfilled";
    return finding.severity === "error" ? "error" : "query";
  }
}
