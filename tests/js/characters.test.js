/** Texts are made alike in the browser as on the platform (tests/vectors/texts.json). */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { characterFault, fold, oneLine } from "../../ruantong/site/static/js/characters.js";

const VECTORS = JSON.parse(readFileSync(new URL("../vectors/texts.json", import.meta.url), "utf8"));

test("texts that a reader takes for the same are the same folded", () => {
  for (const [one, two] of VECTORS.fold) assert.equal(fold(one), fold(two), one);
  for (const [one, two] of VECTORS.apart) assert.notEqual(fold(one), fold(two), one);
});

test("a text is kept without marks and with single blanks", () => {
  for (const [typed, kept] of VECTORS.kept) assert.equal(oneLine(typed), kept);
});

test("rare ideographs are text whatever the browser knows; private ones are named", () => {
  for (const character of ["\u{30edd}", "\u{31350}", "\u{2ebf0}", "\u{2ee5d}", "\u9fff"]) {
    assert.equal(characterFault(character), "");
  }
  assert.match(characterFault("张\ue863"), /^第2个字是自造字（U\+E863）/);
});
