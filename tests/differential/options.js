/** Which options texts mean on the page: JSON {lists, asked: [[list, text]]} on standard input. */

import { readFileSync } from "node:fs";

import { optionMeant, optionsMeant } from "../../ruantong/site/static/js/options.js";

const { lists, asked } = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(
  JSON.stringify(
    asked.map((/** @type {[string, string]} */ [list, text]) => {
      const { codes, unknown } = optionsMeant(text, lists[list]);
      return [optionMeant(text, lists[list]), codes, unknown];
    }),
  ),
);
