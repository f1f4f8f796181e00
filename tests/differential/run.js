/**
 * node run.js RULES_DIR < samples.ndjson > outcomes.ndjson
 * RULES_DIR holds <edition>-<frequency>.json, the documents of ruantong/core/rules/executors/browser_document.py.
 */

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

import { Executor } from "./outcomes.js";

const folder = process.argv[2];
/** @type {Map<string, Executor>} */
const executors = new Map();

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const sample = JSON.parse(line);
  const name = `${sample.regime}-${sample.frequency}`;
  let executor = executors.get(name);
  if (executor === undefined) {
    executor = new Executor(JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8")));
    executors.set(name, executor);
  }
  process.stdout.write(`${JSON.stringify({ number: sample.number, ...executor.outcomes(sample) })}\n`);
}
