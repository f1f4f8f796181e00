/** What the browser's executor makes of a return, in the format of outcomes.py. */

import { Audit } from "../../ruantong/site/static/js/rules/audit.js";
import { Automatic } from "../../ruantong/site/static/js/rules/automatic.js";
import { Program } from "../../ruantong/site/static/js/rules/program.js";

/** One rule set, ready to judge samples of its edition and frequency. */
export class Executor {
  /** @param {any} document */
  constructor(document) {
    this.program = new Program(document);
    this.automatic = new Automatic(this.program);
  }

  /** @param {any} sample a line of the NDJSON of returns.py */
  outcomes(sample) {
    return outcomesOf(this.program, this.automatic, new Audit(this.program, dossierOf(sample)));
  }
}

/** @param {any} sample */
export function dossierOf(sample) {
  const { frequency, period, unit, forms, previous, year_ago, december } = sample;
  const [year, month] = period.split("-").map(Number);
  const months = frequency === "annual" ? 12 : month;
  return { period: { year, months, frequency }, unit, forms, previous, year_ago, december };
}

/** @param {Program} program @param {Automatic} automatic @param {Audit} audit */
export function outcomesOf(program, automatic, audit) {
  /** @type {Record<string, number[]>} */
  const rules = {};
  for (const { number, rule } of program.instances) {
    const four = (rules[rule.id] ??= [0, 0, 0, 0]);
    for (const outcome of audit.outcomes[number]) four[outcome] += 1;
  }
  return {
    rules,
    counts: audit.counted,
    findings: audit.findings().map((f) => [f.key, f.outcome, f.cells, f.left, f.right, f.difference, f.message]),
    automatic: Object.fromEntries(automatic.values(audit.state)),
    unclear: [...audit.unclear].sort(),
  };
}
