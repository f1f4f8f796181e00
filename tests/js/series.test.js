/** Points of a series stand in the order of the periods and as high as their figures. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { placed } from "../../ruantong/site/static/js/series.js";

const points = (...texts) => texts.map((text, at) => ({ label: `${at}`, text, same: false }));

test("the higher the figure the higher the point, and zero is the foot", () => {
  const [zero, half, whole] = placed(points("0.00", "50.00", "100.00"));
  assert.ok(zero.x < half.x && half.x < whole.x);
  assert.ok(whole.y < half.y && half.y < zero.y);
  assert.ok(Math.abs(half.y - (zero.y + whole.y) / 2) < 1e-9);
});

test("losses stand below, a text without a number has no point, one point alone has a place", () => {
  const [loss, gain] = placed(points("-5.00", "5.00"));
  assert.ok(loss.y > gain.y);
  assert.deepEqual(placed(points("1.00", "", "很多", "2.00")).map(({ label }) => label), ["0", "3"]);
  for (const { x, y } of placed(points("0.00"))) assert.ok(Number.isFinite(x) && Number.isFinite(y));
});
