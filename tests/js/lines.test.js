/** A directory answers a search by code, name or heading; a typed name stands for its code. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { codeMeant } from "../../ruantong/site/static/js/cells.js";
import { matching } from "../../ruantong/site/static/js/lines.js";

const items = [
  { code: "E2", parent: "", name: "信息技术服务收入" },
  { code: "E205", parent: "E2", name: "云服务" },
  { code: "E20503", parent: "E205", name: "软件即服务 SaaS" },
  { code: "E20509", parent: "E205", name: "其他云服务" },
  { code: "E206", parent: "E2", name: "大数据服务" },
].map((item) => ({ ...item, text: `${item.code} ${item.name}` }));

test("a heading brings what stands under it, an item its headings", () => {
  assert.deepEqual([...matching(items, "云服务")].sort(), ["E2", "E205", "E20503", "E20509"]);
  assert.deepEqual([...matching(items, "saas")].sort(), ["E2", "E205", "E20503"]);
});

test("an empty search shows all, one without an answer none", () => {
  assert.equal(matching(items, " ").size, items.length);
  assert.equal(matching(items, "航天").size, 0);
});

test("a code is a code, a name is its code, an ambiguous text stays as typed", () => {
  assert.equal(codeMeant(" e20503 ", items), "E20503");
  assert.equal(codeMeant("大数据服务", items), "E206");
  assert.equal(codeMeant("SaaS", items), "E20503");
  assert.equal(codeMeant("E20509 其他云服务", items), "E20509");
  assert.equal(codeMeant("云", items), "云");
  assert.equal(codeMeant("", items), "");
});
