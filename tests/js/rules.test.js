/** A document that is not understood is refused before anything is judged. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Program } from "../../ruantong/site/static/js/rules/program.js";
import { Written } from "./rules-document.js";

test("a document of another format or with anything unknown is refused", () => {
  assert.throws(() => new Program({ format: 1 }), /版本与本页不符/);
  assert.throws(() => new Program(null), /版本与本页不符/);
  const [operation, leaf, format] = [new Written(), new Written(), new Written()];
  operation.add("eval", 0);
  assert.throws(() => operation.program(), /不认识的运算“eval”/);
  leaf.fact("income");
  assert.throws(() => leaf.program(), /不认识的数据“income”/);
  format.add("test", "format", format.add("literal", ""), ["车牌号"]);
  assert.throws(() => format.program(), /不认识的格式“车牌号”/);
});
