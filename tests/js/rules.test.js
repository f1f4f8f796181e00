/** The browser's executor: exact whole numbers, and refusal of what it does not know. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { constant, extreme, nearest, product, scaled, small, sum } from "../../ruantong/site/static/js/rules/integers.js";
import { distance, hundredths, percent, quotient, show } from "../../ruantong/site/static/js/rules/fractions.js";
import { Program } from "../../ruantong/site/static/js/rules/program.js";
import { readNodes } from "../../ruantong/site/static/js/rules/tree.js";

const MOST = 10n ** 15n - 1n;
const state = /** @type {any} */ ({});
const cell = (value = Number(MOST)) => small(MOST, () => value);

test("nine cells are added as Numbers, ten as BigInt, both exactly", () => {
  const nine = sum(Array.from({ length: 9 }, () => [1, cell()]));
  assert.equal(nine.big, false);
  assert.equal(nine.read(state), 9 * Number(MOST));
  const ten = sum(Array.from({ length: 10 }, () => [1, cell()]));
  assert.equal(ten.big, true);
  assert.equal(ten.read(state), 10n * MOST);
  const mixed = sum([...Array.from({ length: 19 }, () => [1, cell()]), [-1, product(cell(), cell(2))]]);
  assert.equal(mixed.read(state), 17n * MOST);
});

test("the choice looks at what can be, not at what is", () => {
  assert.equal(product(cell(2), cell(3)).big, true);
  assert.equal(product(cell(2), cell(3)).read(state), 6n);
  assert.equal(scaled(cell(5), 2).read(state), 500n);
  assert.equal(scaled(small(90n, () => 5), 2).read(state), 500);
  assert.equal(product(constant(3n), small(90n, () => 5)).read(state), 15);
});

test("extremes keep to one kind of number", () => {
  assert.equal(extreme("max", [cell(-3), cell(4), constant(0n)]).read(state), 4);
  assert.equal(extreme("min", [product(cell(-3), cell(4)), constant(0n)]).read(state), -12n);
  assert.equal(extreme("max", [product(cell(-3), cell(4)), constant(0n)]).read(state), 0n);
});

test("halves are rounded away from zero", () => {
  for (const [above, below, wanted] of [[5n, 2n, 3n], [-5n, 2n, -3n], [5n, -2n, -3n], [4n, 3n, 1n], [-1n, 3n, 0n], [0n, -7n, 0n]]) {
    assert.equal(nearest(above, below), wanted);
  }
});

test("fractions are shown as the platform shows them", () => {
  assert.equal(show({ n: 1n, d: 3n }, 2), "0.3333");
  assert.equal(show({ n: 5n, d: 4n }, 0), "1.25");
  assert.equal(show({ n: 5n, d: 1n }, 2), "5.00");
  assert.equal(show({ n: -12345n, d: 100000n }, 2), "-0.1235");
  assert.equal(percent({ n: 1n, d: 3n }), "33.33%");
  assert.deepEqual(distance({ n: 1n, d: 2n }, { n: 3n, d: 4n }), { n: 2n, d: 8n });
  assert.deepEqual(quotient({ n: 1n, d: 2n }, { n: -3n, d: 4n }), { n: -4n, d: 6n });
  assert.equal(hundredths({ n: 5n, d: 1000n }).n, 0n);
  assert.equal(hundredths({ n: 15n, d: 1000n }).n, 2n);
  assert.equal(hundredths({ n: 16n, d: 1000n }).n, 2n);
});

test("a document of another format or with an unknown node is refused", () => {
  assert.throws(() => new Program({ format: 2 }), /版本与本页不符/);
  assert.throws(() => new Program(null), /版本与本页不符/);
  assert.throws(() => readNodes([["const", "1", 0], ["eval", 0]]), /不认识的节点“eval”/);
  assert.throws(() => readNodes([["fact", "income"]]), /不认识的名录事实“income”/);
  assert.equal(readNodes([["const", "99999999999999999999", 3]])[0].units, 99999999999999999999n);
});
