/** The pages' scripts stay within what the oldest supported browser understands. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { faulty, laterThan86 } from "../../scripts/browsers.js";

test("every script of the pages is understood by Chromium 86", () => {
  assert.deepEqual(faulty(), []);
});

const later = [
  "class A { static { go(); } }",
  "class A { #x; has(o) { return #x in o; } }",
  "await go();",
  "const found = /a/d;",
  "const last = list.at(-1);",
  "const copy = structuredClone(list);",
  "fetch(a, { signal: AbortSignal.timeout(5) });",
  "if (Object.hasOwn(a, b)) go();",
  "using file = open();",
];
for (const source of later) {
  test(`younger than Chromium 86: ${source}`, () => assert.notDeepEqual(laterThan86(source), []));
}

test("what Chromium 86 has is not refused", () => {
  const source = "class A { #x = 1; #go() { return this.#x ?? a?.b; } } c ||= 10n; export { A };";
  assert.deepEqual(laterThan86(source), []);
});
