/**
 * node incremental.js RULES_DIR < samples.ndjson
 * Turns each sample into the next one of its rule set cell by cell and says, for each, whether the
 * judgement that followed the changes is the one of a return judged afresh.
 */

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

import { Audit } from "../../ruantong/site/static/js/rules/audit.js";
import { dossierOf, Executor, outcomesOf } from "./outcomes.js";

const folder = process.argv[2];
/** @type {Map<string, {executor: Executor, last: any}>} */
const known = new Map();

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const sample = JSON.parse(line);
  const name = `${sample.regime}-${sample.frequency}`;
  const before = known.get(name);
  const executor = before?.executor ?? new Executor(JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8")));
  if (before) console.log(JSON.stringify({ number: sample.number, ...step(executor, before.last, sample.forms) }));
  known.set(name, { executor, last: sample });
}

/** @param {Executor} executor @param {any} sample @param {any} forms what its own become */
function step({ program, automatic }, sample, forms) {
  const audit = new Audit(program, dossierOf(sample));
  audit.findings();
  let [touched, changes] = [0, 0];
  for (const [ref, text] of cellsOf(blanked(sample.forms), forms)) {
    touched += audit.change(ref, text).length;
    changes += 1;
  }
  for (const code of new Set([...Object.keys(sample.forms), ...Object.keys(forms)])) {
    const groups = program.model.forms.get(code)?.groups.keys() ?? [];
    for (const group of groups) audit.changeLines(`${code}.${group}`, forms[code]?.rows?.[group] ?? []);
  }
  const afresh = new Audit(program, dossierOf({ ...sample, forms }));
  const [now, wanted] = [outcomesOf(program, automatic, audit), outcomesOf(program, automatic, afresh)];
  const lines = (/** @type {string} */ ref) => !ref.includes("[");
  return {
    same: ["rules", "counts", "findings", "automatic"].every((part) => equal(now[part], wanted[part])),
    unclear: equal(now.unclear.filter(lines), wanted.unclear.filter(lines)),
    touched,
    changes,
    all: program.instances.length,
  };
}

/** @param {any} a @param {any} b */
function equal(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The forms with every cell blank. @param {any} forms */
function blanked(forms) {
  return Object.fromEntries([...cells(forms)].map(([ref]) => [ref, ""]));
}

/** Every cell either has, with the text it shall have. @param {Record<string, string>} old @param {any} forms */
function cellsOf(old, forms) {
  return Object.entries({ ...old, ...Object.fromEntries(cells(forms)) });
}

/** @param {any} forms @returns {Iterable<[string, string]>} */
function* cells(forms) {
  for (const [code, content] of Object.entries(forms)) {
    for (const [key, text] of Object.entries(content.head ?? {})) yield [`${code}.head.${key}`, text ?? ""];
    for (const [row, columns] of Object.entries(content.cells ?? {})) {
      for (const [key, text] of Object.entries(columns)) yield [`${code}.${row}.${key}`, text ?? ""];
    }
  }
}
