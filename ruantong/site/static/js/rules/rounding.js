/**
 * Whether a relation fails by no more than rounding each item from yuan can bring about. Mirrors
 * ruantong/core/rules/words/rounding.py, word for word.
 *
 * @typedef {import("./program.js").Instance} Instance
 * @typedef {import("./tree.js").Node} Node
 * @typedef {Extract<Node, {op: "cell" | "line" | "sum"}>} Item
 */

import { distance } from "./fractions.js";
import { sumOver } from "./leaves.js";
import { power } from "./operations.js";

const REMARK =
  "相差没有超出各项取整到最后一位小数可能产生的尾差；本审核关系不设容差，请对照原始资料，" +
  "确属尾差的，将尾差并入分项中最大的一项。";
const AMOUNTS = new Set(["万元", "万美元"]);
/** Of two figures the larger one stays at least as large when both are rounded. */
const FEWEST = 3;

/**
 * The remark for a failed relation whose gap rounding can explain; else "".
 * @param {import("./phrases.js").Phrases} words @param {Instance} instance
 */
export function roundingRemark(words, { check: whole, rule }) {
  let check = whole;
  if (check.op === "and") check = check.operands.find((one) => words.judge(one) === false) ?? check;
  if (rule.severity !== "error" || check.op !== "compare" || check.tolerance[0] !== 0) return "";
  if (!["=", ">=", "<="].includes(check.operator) || !AMOUNTS.has(check.measure)) return "";
  const items = [...itemsOf(check.left), ...itemsOf(check.right)];
  if (items.includes(null)) return "";
  let [count, places] = [0, 0];
  for (const item of items) {
    if (item === null) continue;
    count += rounded(words, item);
    places = Math.max(places, item.scale);
  }
  const [a, b] = [words.value(check.left), words.value(check.right)];
  if (count < FEWEST || a === null || b === null) return "";
  const gap = distance(a, b);
  return 2n * gap.n * power(places) <= BigInt(count) * gap.d ? REMARK : "";
}

/**
 * The amounts a side adds up; null among them for anything else than a sum of them.
 * @param {Node} side
 * @returns {(Item | null)[]}
 */
function itemsOf(side) {
  const terms = side.op === "add" ? side.terms : [side];
  return terms.map((term) => {
    if (term.op === "sum") return term.scale > 0 ? term : null;
    if (term.op !== "cell" && term.op !== "line") return null;
    return term.scale > 0 && term.when === "current" ? term : null;
  });
}

/** How many figures an item stands for: those that were filled in. @param {import("./phrases.js").Phrases} words @param {Item} item */
function rounded(words, item) {
  if (item.op === "sum") return sumOver(words.state, /** @type {import("./leaves.js").Leaf} */ (item.leaf)).count;
  return words.isBlank(item) ? 0 : 1;
}
