/**
 * Whether the browser's modules repeat what record.py wrote: outcomes, words, automatic values and
 * names of cells; and the same after changes cell by cell. RECORDED of the environment is its folder.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { readModel } from "../../../ruantong/site/static/js/rules/model.js";
import { cellName } from "../../../ruantong/site/static/js/rules/names.js";
import { Watch } from "../../../ruantong/site/static/js/rules/watch.js";
import { dossierOf, Executor, outcomesOf } from "../../differential/outcomes.js";

/** @param {string} name */
const read = (name) => readFileSync(`${process.env.RECORDED}/${name}`, "utf8");
/** @param {string} name @returns {[string, any[]][]} rows by their rules document */
const rows = (name) => {
  const all = read(name).trim().split("\n").map((line) => JSON.parse(line));
  const documents = [...new Set(all.map(({ document }) => document))];
  return documents.map((document) => [document, all.filter((row) => row.document === document)]);
};
/** @param {string} name @returns {any} */
const rules = (name) => JSON.parse(read(`${name}.json`));

for (const [document, cases] of rows("cases.ndjson")) {
  const given = rules(document);
  test(`returns are judged and worded as the platform does: ${document}`, () => {
    const executor = new Executor(given);
    for (const { sample, expected } of cases) alike(executor.outcomes(sample), expected);
  });
}

for (const [document, steps] of rows("steps.ndjson")) {
  const given = rules(document);
  test(`a return changed cell by cell is judged as if it had always been so: ${document}`, () => {
    const { program, automatic } = new Executor(given);
    for (const { sample, forms, expected } of steps) {
      const watch = new Watch(program, { ...dossierOf(sample), own: [], unique: "" });
      watch.findings();
      for (const [ref, text] of changedCells(sample.forms, forms)) watch.change(ref, text);
      for (const [code, form] of program.model.forms) {
        for (const group of form.groups.keys()) watch.changeLines(`${code}.${group}`, forms[code]?.rows?.[group] ?? []);
      }
      alike(outcomesOf(program, automatic, watch.audit), expected);
      const words = watch.findings().map(({ key, message }) => [key, message]);
      assert.deepEqual(words, expected.findings.map((/** @type {string[]} */ told) => [told[0], told[6]]));
    }
  });
}

for (const [document, names] of rows("names.ndjson")) {
  const given = rules(document);
  test(`cells are named as the platform names them: ${document}`, () => {
    const model = readModel(given);
    for (const { ref, name } of names) assert.equal(cellName(model, ref), name);
  });
}

/** Texts are quicker to compare than trees; only a difference is looked at closely. @param {any} found @param {any} expected */
function alike(found, expected) {
  for (const part of Object.keys(expected)) {
    if (JSON.stringify(found[part]) !== JSON.stringify(expected[part])) assert.deepEqual(found[part], expected[part]);
  }
}

/** What is to be typed to turn some forms into others. @param {any} from @param {any} to */
function changedCells(from, to) {
  const [old, wanted] = [new Map(cells(from)), new Map(cells(to))];
  const blanked = [...old.keys()].filter((ref) => !wanted.has(ref)).map((ref) => /** @type {[string, string]} */ ([ref, ""]));
  return [...blanked, ...wanted].filter(([ref, text]) => old.get(ref) !== text);
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
