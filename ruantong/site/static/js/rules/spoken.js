/**
 * Comparisons as a person says them: growth, shares, averages per head, distances, times and per
 * cent. Mirrors ruantong/core/rules/words/spoken.py, word for word.
 *
 * @typedef {import("./operations.js").Fraction} Fraction
 * @typedef {import("./phrases.js").Phrases} Phrases
 * @typedef {import("./tree.js").Node} Node
 * @typedef {{operator: string, left: Node, right: Node, measure: string}} Sides
 * @typedef {{statement: string, limit: string, figures: string}} Said what is the case, the limit
 *   that it breaks, and the figures behind it. No limit: a change for which there is no percentage
 */

import { percent, quotient, show } from "./fractions.js";
import { size } from "./operations.js";
import { columnOf, formOf, rowOf } from "./model.js";
import { isSimple, placesOf } from "./phrases.js";
import { walk } from "./tree.js";

/** @type {Record<string, string>} */
export const MUST = {
  "=": "应等于", "!=": "不应为", ">=": "应不小于", "<=": "应不大于", ">": "应大于", "<": "应小于",
};
/** Sums of more terms are told by their first one. */
const MOST_TERMS = 3;
const ZERO = { n: 0n, d: 1n };

/**
 * Why a comparison is false, without the stop; null: its shape has no words of its own.
 * @param {Phrases} words @param {Sides} node
 * @param {{asked: boolean, hint: boolean}} rule whether it asks (核实性), and has a hint of its own
 */
export function spoken(words, node, { asked, hint }) {
  const said = deviation(words, node) ?? shareSaid(words, node) ?? perHead(words, node) ?? apart(words, node);
  if (said === null) return null;
  const end = hint || !asked ? "" : "，请核实";
  if (said.limit === "") return `${said.statement}，变动过大${end}`;
  return `${said.statement}，${verb(words, node, asked)}${said.limit}${end}${said.figures}`;
}

/** Whether a comparison says how far a figure may be from another. @param {Phrases} words @param {Sides} node */
export function isDeviation(words, node) {
  return deviation(words, node) !== null;
}

/** Whether a ratio of like things is held against a fixed number. @param {Sides} node */
export function asPercent({ left, right, measure }) {
  const sides = [left, right];
  if (measure !== "" || !sides.some((side) => isFixed(side) && side.scale <= 2)) return false;
  return sides.some((side) => walk(side).some((node) => node.op === "divide"));
}

/** `x / y` against a percentage: x占y的12.50%. @param {Phrases} words @param {Sides} node */
export function share(words, node) {
  const side = node.left;
  if (!asPercent(node) || side.op !== "divide") return null;
  if (!isSimple(side.left) || !isSimple(side.right)) return null;
  return `${words.called(side.left)}占${words.called(side.right)}的${rate(words, node)}`;
}

/** An amount in another currency: … 按 6.4 折合 64.00. @param {Phrases} words @param {Node} node @param {string} shown */
export function converted(words, node, shown) {
  if (node.op !== "multiply" || node.right.op !== "parameter" || node.right.measure === "") return null;
  const total = node.left.op === "add" ? "合计" : "";
  return `${words.expression(node.left)} ${total}按 ${words.expression(node.right)} 折合 ${shown}`;
}

/**
 * A limit as one says it: …的1.5倍（15.00）, …的30%（3.00）, the larger of two by its own name.
 * @param {Phrases} words @param {Node} node @param {string} shown
 * @returns {string | null}
 */
export function multiple(words, node, shown) {
  if (node.op === "extreme") return figure(words, bare(words, node));
  if (node.op === "multiply" && node.right.op === "const") {
    const [base, times] = [bare(words, node.left), fraction(node.right)];
    if (isFixed(base)) return shown;
    if (!isSimple(base) || times.n <= 0n) return null;
    const said = times.n > times.d ? `${show(times, 0)}倍` : wholePercent(times);
    return `${words.name(base)} ${words.number(base)} 的${said}（${shown}）`;
  }
  return converted(words, node, shown);
}

/**
 * A sum of many cells by its first one, where it only says under what condition.
 * @param {Phrases} words @param {Node} node @param {string} shown
 */
export function inShort(words, node, shown) {
  if (node.op !== "add" || node.terms.length <= MOST_TERMS) return null;
  if (!node.terms.every((term, place) => node.signs[place] > 0 && isSimple(term))) return null;
  return `${words.name(node.terms[0])}等${node.terms.length}项合计为 ${shown}`;
}

/** This month's figure: what was cumulated less what had been cumulated a month before. @param {Phrases} words @param {Node} node */
export function flow(words, node) {
  if (node.op !== "add" || node.terms.length !== 2 || node.signs[0] < 0 || node.signs[1] > 0) return null;
  const [upto, before] = node.terms;
  if (upto.op !== "cell" || before.op !== "cell") return null;
  if (upto.when !== before.when || upto.form !== before.form || upto.indicator !== before.indicator) return null;
  const form = formOf(words.model, upto.form);
  if (columnOf(form, before.column).role !== "previous") return null;
  const month = upto.when === "current" ? "本月数" : "上月数";
  return `${rowOf(form, upto.indicator).name}${month} ${show(known(words, node), placesOf(node))}`;
}

/** A limit as it is written: 50%, 2.5%. @param {Fraction} value */
export function wholePercent({ n, d }) {
  return `${show({ n: n * 100n, d }, 0)}%`;
}

/** With a blank between a Chinese word and a figure or a sign. @param {string} text */
export function spaced(text) {
  return text < "\u0080" ? ` ${text}` : text;
}

/** @param {Node} node @returns {node is import("./tree.js").Const | import("./tree.js").Parameter} */
export function isFixed(node) {
  return node.op === "const" || node.op === "parameter";
}

// ---- shapes --------------------------------------------------------------------------------------

/** `|x ÷ y − 1| < p` and `|x − y| < |y| × p`. @param {Phrases} words @param {Sides} node @returns {Said | null} */
function deviation(words, node) {
  const found = growth(node) ?? partOf(node);
  if (found === null || !isSimple(found.one) || !isSimple(found.other)) return null;
  const { one, other, limit } = found;
  const [now, before] = [words.value(one), words.value(other)];
  if (now === null || before === null) return null;
  const since = sinceOf(words, one, other);
  if (before.n <= 0n) {
    // a percentage of nothing, or of a loss, says nothing
    const was = since === "" ? words.called(other) : words.moment(other);
    const statement = `${words.called(one)}为 ${words.number(one)}，${was}为 ${words.number(other)}`;
    return { statement, limit: "", figures: "" };
  }
  const times = quotient(now, before);
  const gap = { n: times.n - times.d, d: times.d };
  const [up, down] = since === "" ? ["多", "少"] : ["增长", "下降"];
  const statement =
    `${words.called(one)}${since || `比${words.called(other)}`}` +
    `${gap.n > 0n ? up : down}${percent({ n: size(gap.n), d: gap.d })}`;
  return { statement, limit: wholePercent(limit), figures: behind(words, one, other) };
}

/** @param {Sides} node */
function growth({ left, right }) {
  const sides = difference(left);
  if (sides === null || right.op !== "const" || sides.one.op !== "divide" || sides.other.op !== "const") return null;
  const one = fraction(sides.other);
  return one.n === one.d ? { one: sides.one.left, other: sides.one.right, limit: fraction(right) } : null;
}

/** @param {Sides} node */
function partOf({ left, right }) {
  const sides = difference(left);
  if (sides === null || right.op !== "multiply" || right.right.op !== "const") return null;
  const base = right.left.op === "absolute" ? right.left.operand : right.left;
  return base === sides.other ? { ...sides, limit: fraction(right.right) } : null;
}

/** The two figures of `|x − y|`. @param {Node} node */
function difference(node) {
  if (node.op !== "absolute" || node.operand.op !== "add") return null;
  const { terms, signs } = node.operand;
  const two = terms.length === 2 && signs[0] > 0 && signs[1] < 0;
  return two ? { one: terms[0], other: terms[1] } : null;
}

/** @param {Phrases} words @param {Sides} node @returns {Said | null} */
function shareSaid(words, node) {
  const told = node.operator === "=" || node.operator === "!=" ? null : share(words, node);
  if (told === null || node.left.op !== "divide") return null;
  const limit = wholePercent(known(words, node.right));
  return { statement: told, limit, figures: behind(words, node.left.left, node.left.right) };
}

/** `amount ÷ people` and `amount ÷ people ÷ months`. @param {Phrases} words @param {Sides} node @returns {Said | null} */
function perHead(words, node) {
  const [above, below] = node.measure.split("/");
  if (below !== "人" || node.right.op !== "const" || node.left.op !== "divide") return null;
  const { left, right } = node.left;
  const monthly = left.op === "divide" && right.op === "period" && right.which === "months";
  const [one, heads] = monthly ? [left.left, left.right] : [left, right];
  if (!isSimple(one) || !isSimple(heads)) return null;
  const value = show(known(words, node.left), placesOf(node.left));
  const limit = ` ${show(known(words, node.right), 0)} ${above}`;
  const more = monthly ? `，${words.expression(right)}` : "";
  return {
    statement: `人均${monthly ? "月" : ""}${words.called(one)}为 ${value} ${above}`,
    limit,
    figures: `${behind(words, one, heads).slice(0, -1)}${more}）`,
  };
}

/** `|x − y| <= …`: how far apart two figures are. @param {Phrases} words @param {Sides} node @returns {Said | null} */
function apart(words, node) {
  const sides = difference(node.left);
  if (sides === null || node.measure === "") return null;
  const value = show(known(words, node.left), placesOf(node.left));
  const statement = `${figure(words, sides.one)} 与 ${figure(words, sides.other)} 相差 ${value} ${node.measure}`;
  return { statement, limit: spaced(figure(words, node.right)), figures: "" };
}

// ---- parts ---------------------------------------------------------------------------------------

/** @param {Phrases} words @param {Sides} node @param {boolean} asked */
function verb(words, node, asked) {
  if (!asked || node.operator === "=" || node.operator === "!=") return MUST[node.operator];
  const reached = same(known(words, node.left), known(words, node.right));
  if (node.operator.startsWith("<")) return reached ? "达到" : "超过";
  return reached ? "没有超过" : "低于";
}

/** In per cent, with more places where two would hide that the limit is missed. @param {Phrases} words @param {Sides} node */
function rate(words, node) {
  const [value, limit] = [known(words, node.left), known(words, node.right)];
  const told = percent(value);
  return !same(value, limit) && told === percent(limit) ? wholePercent(value) : told;
}

/** 同比, 比上期 or 比上年 where both are the same indicator; else empty. @param {Phrases} words @param {Node} one @param {Node} other */
function sinceOf(words, one, other) {
  const monthly = words.state.period.frequency === "monthly";
  if (one.op === "line" && other.op === "line") {
    return one.column === other.column && other.when !== "current" ? "比上年" : "";
  }
  if (one.op !== "cell" || other.op !== "cell") return "";
  if (one.form !== other.form || one.indicator !== other.indicator) return "";
  const { role } = columnOf(formOf(words.model, other.form), other.column);
  const when = other.when === "current" ? role : other.when;
  if (when === "year_ago") return monthly ? "同比" : "比上年";
  if (when === "previous") return monthly ? "比上期" : "比上年";
  return "";
}

/** Both figures, by column or by return where they are the same indicator. @param {Phrases} words @param {Node} one @param {Node} other */
function behind(words, one, other) {
  const alike = sinceOf(words, one, other) !== "";
  const told = [one, other].map((node) => `${alike ? words.moment(node) : words.called(node)} ${words.number(node)}`);
  return `（${told.join("，")}）`;
}

/** A figure with its name; an expression with its value. @param {Phrases} words @param {Node} node @returns {string} */
function figure(words, node) {
  if (isFixed(node)) return words.expression(node);
  if (isSimple(node)) return `${words.name(node)} ${words.number(node)}`;
  const value = show(known(words, node), placesOf(node));
  return multiple(words, node, value) ?? `${words.expression(node)} = ${value}`;
}

/** What an absolute value or a choice of the larger comes down to. @param {Phrases} words @param {Node} node */
function bare(words, node) {
  if (node.op === "absolute") return node.operand;
  if (node.op !== "extreme") return node;
  const value = known(words, node);
  return node.operands.find((operand) => same(known(words, operand), value)) ?? node.operands[0];
}

/** @param {Phrases} words @param {Node} side */
function known(words, side) {
  return words.value(side) ?? ZERO;
}

/** @param {Fraction} a @param {Fraction} b */
function same(a, b) {
  return a.n * b.d === b.n * a.d;
}

/** @param {import("./tree.js").Const} node @returns {Fraction} */
function fraction({ units, scale }) {
  return { n: units, d: 10n ** BigInt(scale) };
}
