/** A text that is too long is told by how many characters, and never cut. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { overLimit } from "../../ruantong/site/static/js/limits.js";

test("a text up to its limit has nothing to say", () => {
  assert.equal(overLimit("", 3), "");
  assert.equal(overLimit("甲乙丙", 3), "");
});

test("a longer one tells its length, the limit and what is too much", () => {
  for (const figure of ["1339", "1000", "339"]) {
    assert.ok(overLimit("字".repeat(1339), 1000).includes(figure));
  }
});

test("a rare character of two code units is one character", () => {
  assert.equal(overLimit("𠮷𠮷𠮷", 3), "");
});
