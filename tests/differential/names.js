/** node names.js RULES_DIR < lines of {"document", "ref"}: how the browser names cells. */

import { readFileSync } from "node:fs";

import { readModel } from "../../ruantong/site/static/js/rules/model.js";
import { cellName } from "../../ruantong/site/static/js/rules/names.js";

const models = new Map();
for (const line of readFileSync(0, "utf8").trim().split("\n")) {
  const { document, ref } = JSON.parse(line);
  if (!models.has(document)) {
    models.set(document, readModel(JSON.parse(readFileSync(`${process.argv[2]}/${document}.json`, "utf8"))));
  }
  console.log(JSON.stringify({ ref, name: cellName(models.get(document), ref) }));
}
