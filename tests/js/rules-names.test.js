/** Names of cells, also of those nobody knows. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { readModel } from "../../ruantong/site/static/js/rules/model.js";
import { cellName } from "../../ruantong/site/static/js/rules/names.js";
import { FORMS, LISTS } from "./rules-document.js";

const model = readModel({ frequency: "monthly", forms: FORMS, lists: LISTS });

const NAMES = {
  "6.10.A": "试6表 10 收入（本期）",
  "7.10.A": "试7表 10 收入",
  "6.head.asked": "试6表 是否有",
  "6.lines[12].1": "试6表 明细第12行“其中：金额”",
  "6.40.x.A": "试6表 40 带点的（本期）",
  // unknown ones: as much as can be said
  "5.10.A": "5.10.A",
  "6.head.nobody": "试6表 6.head.nobody",
  "6.gone[2].1": "试6表 6.gone[2].1第2行“1”",
  "6.lines[2].9": "试6表 明细第2行“9”",
  "6.lines[2]x.1": "试6表 6.lines[2]x.1",
  "6.99.A": "试6表 6.99.A",
  "6.10.Z": "试6表 10 收入（Z）",
};

test("a cell is called by form, indicator and column, an unknown part by its reference", () => {
  for (const [ref, name] of Object.entries(NAMES)) assert.equal(cellName(model, ref), name);
});
