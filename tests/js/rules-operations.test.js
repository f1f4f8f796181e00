// Operations and what they read, one by one: tests/vectors/operations.json.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { readLeaves, reading } from "../../ruantong/site/static/js/rules/leaves.js";
import { printed } from "../../ruantong/site/static/js/rules/operations.js";

const cases = JSON.parse(readFileSync(new URL("../vectors/operations.json", import.meta.url), "utf8"));
const items = new Map([["E1", { leaf: false }], ["E101", { leaf: true }]]);
const model = /** @type {any} */ ({ lists: new Map([["directory", { items }]]) });

/** @param {any} value */
const told = (value) => (value?.d === undefined ? String(value) : `${value.n}/${value.d}`);

/** @param {Record<string, any>} given */
const mapped = (given) => new Map(Object.entries(given));

/** A state of which only the given parts are asked for; a line rule stands in the first line. @param {any} given @returns {any} */
function stateOf({ lines = [], old, cells = {}, due = [], period }) {
  const rows = lines.map(mapped);
  const content = { rows: new Map(), cells: new Map(Object.entries(cells).map(([code, row]) => [code, mapped(row)])) };
  return {
    period, due: new Set(due), line: rows[0], old: old && mapped(old), lines: () => rows, content: () => content,
    once: (/** @type {number} */ _, /** @type {() => any} */ make) => make(),
    onceOfLines: (/** @type {number} */ _, /** @type {() => any} */ make) => make(),
  };
}

for (const { operations, big = [], is } of cases.operations) {
  test(`${JSON.stringify(operations)} is ${is}`, () => {
    assert.equal(told(printed(operations, big, [], model).at(-1)?.(stateOf({}))), is);
  });
}

for (const { read, state, is } of cases.leaves) {
  test(`${JSON.stringify(read)} of ${JSON.stringify(state)} is ${is}`, () => {
    assert.equal(told(readLeaves([read]).map(reading)[0](stateOf(state))), is);
  });
}
