/** Texts and identifiers: the browser says what the platform says (tests/vectors/identifiers.json). */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { blanksJoined } from "../../ruantong/site/static/js/characters.js";
import { faultOf } from "../../ruantong/site/static/js/rules/sentences.js";
import { FORMATS, normaliseIdentifier, part, sameText } from "../../ruantong/site/static/js/rules/texts.js";

const VECTORS = JSON.parse(readFileSync(new URL("../vectors/identifiers.json", import.meta.url), "utf8"));

test("every format finds the same faults in the same words", () => {
  const { about, words, ...vectors } = VECTORS;
  assert.ok(about);
  assert.deepEqual([...FORMATS.keys()].sort(), Object.keys(vectors).sort());
  for (const [name, texts] of Object.entries(vectors)) {
    for (const [text, fault] of Object.entries(texts)) assert.equal(faultOf(name, text, words[name]), fault, text);
  }
});

test("blanks of every kind are one blank, or none in an identifier", () => {
  assert.equal(blanksJoined("\u3000重庆 \t 软件\u2028公司\u00a0"), "重庆 软件 公司");
  assert.equal(blanksJoined(" \n"), "");
  assert.equal(normaliseIdentifier(" ａb c\u2009１ "), "ABC1");
});

test("places are counted in characters, without hyphens", () => {
  assert.equal(part("MA5U0000-3", 9, 9), "3");
  assert.equal(part("-a-b-c-", 1, 2), "ab");
  assert.equal(part("😀重庆软件", 2, 3), "重庆");
  assert.equal(part("abc", 3, 9), "c");
});

test("rules compare texts as a reader does", () => {
  assert.ok(sameText("示例软件（重庆）有限公司", "示例 软件(重庆)有限公司"));
  assert.ok(sameText("ＡＢ", "ab"));
  assert.ok(!sameText("甲公司", "乙公司"));
});
