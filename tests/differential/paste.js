/** Plans pasted blocks: JSON {layouts, cases: [{layout, ref, block}]} in, one outcome each out. */

import { readFileSync } from "node:fs";

import { planPaste, startAt } from "../../ruantong/site/static/js/paste_align.js";

const { layouts, cases } = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(
  JSON.stringify(
    cases.map((/** @type {{layout: string, ref: string, block: string[][]}} */ { layout, ref, block }) => {
      const start = startAt(layouts[layout], ref);
      if (start === null) throw new Error(`${layout} has no ${ref}`);
      return planPaste(block, layouts[layout], start);
    }),
  ),
);
