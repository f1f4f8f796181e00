/** Money typed in another unit: exact, refused where the form has no place for it, and back again. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { intoForm, outOfForm, resized } from "../../ruantong/site/static/js/units.js";

test("only money is typed in another unit, and dollars stay dollars", () => {
  assert.deepEqual(resized("万元", ""), { name: "元", places: 4 });
  assert.deepEqual(resized("万美元", "千"), { name: "千美元", places: 1 });
  for (const unit of ["人", "%", "个", "万人", ""]) assert.equal(resized(unit, ""), null);
  assert.equal(resized("万元", "万"), null);
});

test("the point is shifted in whatever spelling was typed", () => {
  for (const [typed, size, expected] of [
    ["12345600", "", "1234.56"], ["１２，３４５，６００．００", "", "1234.56"], ["(100)", "", "-0.01"],
    ["10", "千", "1"], ["1.5", "千", "0.15"], ["0", "", "0"], ["-0.00", "", "-0"],
    ["999999999999900", "", "99999999999.99"],
  ]) {
    assert.deepEqual(intoForm(typed, "万元", size, 2), { text: expected, fault: "" }, typed);
  }
  assert.equal(intoForm("3.25", "元", "万", 2).text, "32500");
});

test("what the form has no decimals for is refused with its value and stays no figure", () => {
  const { text, fault } = intoForm("12345.67", "万元", "", 2);
  assert.equal(text, "12345.67元");
  assert.match(fault, /^“12345.67”元合1.234567万元，.*至多2位小数/);
  assert.equal(outOfForm(text, "万元", ""), "12345.67");
});

test("a text that is no number, and a cell that is no money, stay as typed", () => {
  for (const text of ["很多", "", "1,23", "12%"]) {
    assert.deepEqual(intoForm(text, "万元", "", 2), { text, fault: "" });
  }
  assert.equal(intoForm("12", "人", "", 0).text, "12");
  assert.equal(outOfForm("很多", "万元", ""), "很多");
});

test("what stands comes out and goes in again exactly", () => {
  for (const text of ["0", "12.34", "-5", "99999999999.99", "0.01", "1000"]) {
    for (const size of ["", "千"]) assert.equal(intoForm(outOfForm(text, "万元", size), "万元", size, 2).text, text);
  }
});
