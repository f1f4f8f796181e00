/** A paste asks first when it is large or would change what the respondent had. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { MOST_UNASKED, sortedOut, worthAsking } from "../../ruantong/site/static/js/preview.js";

const change = (old, now, fault = "") => ({ ref: "6.2010.A", name: "2010", old, now, fault });
const blank = (count) => Array.from({ length: count }, () => change("", "1.00"));

test("a small block into blank cells asks nothing, a large one does", () => {
  assert.equal(worthAsking(blank(MOST_UNASKED)), false);
  assert.equal(worthAsking(blank(MOST_UNASKED + 1)), true);
});

test("one figure that would be another one is enough; the same figure again is not", () => {
  assert.equal(worthAsking([...blank(1), change("5.00", "6.00")]), true);
  assert.equal(worthAsking([...blank(1), change("5.00", "5.00")]), false);
  assert.equal(worthAsking([change("5.00", "6.00")]), false); // a single cell is typed over
});

test("what cannot be taken changes nothing, and what stays the same is no change", () => {
  const [same, over, bad] = [change("5.00", "5.00"), change("5.00", "6.00"), change("5.00", "很多", "不是数字")];
  assert.deepEqual(sortedOut([same, over, bad]), { taken: [over], refused: [bad], over: [over] });
});
