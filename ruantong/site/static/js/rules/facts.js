/**
 * Half-sentences of an explanation: what is the case, and what a text or code should have been.
 * Mirrors ruantong/core/rules/words/facts.py, word for word.
 *
 * @typedef {import("./operations.js").Fraction} Fraction
 * @typedef {import("./phrases.js").Phrases} Phrases
 * @typedef {import("./tree.js").Node} Node
 * @typedef {{operator: string, left: Node, right: Node, measure: string}} Sides
 */

import { percent, show } from "./fractions.js";
import { formOf, listOf } from "./model.js";
import { isSimple, placesOf } from "./phrases.js";
import { asPercent, converted, inShort, isFixed, multiple, share, spaced, wholePercent } from "./spoken.js";
import { FORMATS } from "./texts.js";

/** @type {Record<string, string>} */
const IS = {
  "=": "等于", "!=": "不等于", ">=": "不小于", "<=": "不大于", ">": "大于", "<": "小于",
};
/** @type {Record<string, string>} */
const TURNED = { ">=": "<=", "<=": ">=", ">": "<", "<": ">" };
/** @type {Record<string, string>} */
const ROSTERS = { form7: "7表重点企业名单", monthly: "月报名录" };
const ZERO = { n: 0n, d: 1n };

/** Wording of one instance's sides, conditions and predicates. */
export class Facts {
  /** @param {Phrases} words */
  constructor(words) {
    this.words = words;
  }

  // ---- sides of a comparison ---------------------------------------------------------------------

  /** A percentage for ratios of like things, else a decimal. @param {Fraction} value @param {Sides} node @param {number} least */
  shown(value, node, least) {
    return asPercent(node) ? percent(value) : show(value, least);
  }

  /** A side as the beginning of a sentence, with its value. @param {Node} side @param {Sides} node */
  subject(side, node) {
    const value = this.words.value(side) ?? ZERO;
    if (isFixed(side)) return fixed(value, node);
    if (isSimple(side)) {
      const number = this.words.number(side);
      return `${this.words.name(side)}为${number === "空" ? "" : " "}${number}`;
    }
    const shown = this.shown(value, node, leastPlaces(node));
    const told = (side === node.left ? share(this.words, node) : null) ?? converted(this.words, side, shown);
    return told ?? `${this.words.expression(side)} = ${shown}`;
  }

  /** The right side as the end of a sentence. @param {Sides} node */
  object(node) {
    const value = this.words.value(node.right) ?? ZERO;
    if (isFixed(node.right)) return asPercent(node) ? fixed(value, node) : spaced(fixed(value, node));
    if (isSimple(node.right)) return `${this.words.name(node.right)} ${this.words.number(node.right)}`;
    const shown = this.shown(value, node, leastPlaces(node));
    const told = multiple(this.words, node.right, shown);
    return told === null ? ` ${this.words.expression(node.right)} = ${shown}` : spaced(told);
  }

  // ---- what is the case --------------------------------------------------------------------------

  /**
   * What is the case, of a judgement known to be true or false: half a sentence.
   * @param {Node} node
   * @returns {string}
   */
  fact(node) {
    switch (node.op) {
      case "same":
        return `${this.words.name(node.left)}为${this.words.text(node.left)}`;
      case "oneof":
      case "starts":
      case "incodes":
      case "matches":
        return `${this.words.name(node.operand)}为${this.words.text(node.operand)}`;
      case "compare": {
        const shown = turned(node);
        const told = this.counted(shown.left, shown) ?? this.subject(shown.left, shown);
        if (this.words.judge(node)) return told;
        return `${told}、并非${IS[shown.operator]}${this.object(shown)}`;
      }
      case "not":
        return this.fact(node.operand);
      case "iff":
        return `${this.side(node.left)}、${this.side(node.right)}`;
      case "and":
      case "or":
      case "implies":
        return this.#deciding(node).map((part) => this.fact(part)).join("、");
      default:
        return this.#predicate(node, this.words.judge(node) === true);
    }
  }

  /** A long sum by its first cell. @param {Node} side @param {Sides} node */
  counted(side, node) {
    return inShort(this.words, side, this.shown(this.words.value(side) ?? ZERO, node, leastPlaces(node)));
  }

  /**
   * The parts that make it true, or false: one that is enough, or all of them.
   * @param {import("./tree.js").Joined | import("./tree.js").Implies} node
   * @returns {Node[]}
   */
  #deciding(node) {
    const holds = this.words.judge(node) === true;
    if (node.op === "implies") {
      const enough = this.words.judge(node.condition) === false ? node.condition : node.consequence;
      return holds ? [enough] : [node.condition, node.consequence];
    }
    if ((node.op === "and") === holds) return node.operands;
    return [/** @type {Node} */ (node.operands.find((part) => this.words.judge(part) === holds))];
  }

  /** @param {Node} node @param {boolean} there whether it holds */
  #predicate(node, there) {
    switch (node.op) {
      case "filled":
        return `${formOf(this.words.model, node.form).number}${there ? "已" : "未"}填`;
      case "listed":
        return `本单位${there ? "" : "不"}在${ROSTERS[node.name] ?? node.name}中`;
      case "blank":
        return `${this.words.name(node.operand)}${there ? "为空" : "已填"}`;
      case "whole":
        return this.subject(node.operand, alone(node.operand));
      case "samecolumns":
        return `两栏${there ? "" : "不"}完全相同`;
      case "uniqueline":
        return `代码${there ? "不" : ""}与其他行重复`;
      case "unique":
        return `统一社会信用代码${there ? "" : "不"}唯一`;
      case "slip":
        return `两数${there ? "" : "没有"}相差若干数量级`;
      default:
        throw new TypeError(node.op);
    }
  }

  /** What is the case on one side of 当且仅当. @param {Node} node */
  side(node) {
    if (node.op !== "compare") return this.fact(node);
    const shown = turned(node);
    return this.subject(shown.left, shown);
  }

  // ---- what a text should have been --------------------------------------------------------------

  /** The right side of a comparison of texts. @param {import("./tree.js").TextCompare} node */
  wanted(node) {
    const item = this.words.codeList(node.left)?.items.get(this.words.textOf(node.right));
    if (item !== undefined) return `“${item.code} ${item.name}”`;
    const value = this.words.text(node.right);
    if (["cell", "head", "line", "fact"].includes(node.right.op)) return `${this.words.name(node.right)}${value}`;
    return value === "空" ? "空白" : value;
  }

  /** Why a predicate on a text, a line or a form is false. @param {Node} node @returns {string} */
  sentence(node) {
    switch (node.op) {
      case "oneof": {
        const known = this.words.codeList(node.operand)?.items;
        const names = node.values.map((value) => {
          const item = known?.get(value);
          return item === undefined ? `“${value}”` : `“${value} ${item.name}”`;
        });
        return `${this.fact(node)}，应为${names.join("、")}${names.length > 1 ? "之一" : ""}。`;
      }
      case "starts":
        return `${this.fact(node)}，应以${node.prefixes.join("、")}开头。`;
      case "incodes":
        return this.#inCodes(node);
      case "matches": {
        const faultOf = /** @type {(text: string) => string} */ (FORMATS.get(node.format));
        return `${this.words.name(node.operand)}填写有误：${faultOf(this.words.textOf(node.operand))}。`;
      }
      case "uniqueline": {
        const value = this.words.state.line.get(node.column.column);
        return `${this.words.columnName(node.column)}“${value}”与其他行重复，应一类一行。`;
      }
      case "unique":
        return `统一社会信用代码“${this.words.state.unit.uscc}”已被其他单位使用，应当唯一。`;
      case "whole":
        return `${this.subject(node.operand, alone(node.operand))}，应为整数。`;
      case "blank":
        return this.#notBlank(node.operand);
      default:
        return this.#plainSentence(node);
    }
  }

  /** @param {Node} node */
  #plainSentence(node) {
    switch (node.op) {
      case "filled":
        return `${this.fact(node)}，应当填报。`;
      case "listed":
        return `${this.fact(node)}，应在名录中。`;
      case "samecolumns":
        return "两栏应完全相同。";
      case "slip":
        return "两数之比应为整数量级。";
      default:
        throw new TypeError(node.op);
    }
  }

  /** @param {import("./tree.js").InCodeList} node */
  #inCodes(node) {
    const list = listOf(this.words.model, node.list);
    if (node.leaf && list.items.has(this.words.textOf(node.operand))) {
      return `${this.fact(node)}，不是末级代码，应选择“${list.name}”中的末级分类。`;
    }
    return `${this.fact(node)}，应为“${list.name}”中的代码。`;
  }

  /** @param {import("./tree.js").IsBlank["operand"]} cell */
  #notBlank(cell) {
    const text = cell.op === "head" || cell.text;
    const value = text ? this.words.text(cell) : ` ${this.words.number(cell)}`;
    return `${this.words.name(cell)}已填${value}，应为空。`;
  }
}

/** A node as both sides of a comparison: how a single figure is worded. @param {Node} node @returns {Sides} */
export function alone(node) {
  return { operator: "=", left: node, right: node, measure: "" };
}

/**
 * `1 <= x` is told as x ≥ 1: the sentence begins with what the respondent filled in.
 * @param {import("./tree.js").Compare} node
 * @returns {Sides}
 */
export function turned(node) {
  if (node.left.op !== "const" || node.right.op === "const") return node;
  const operator = TURNED[node.operator] ?? node.operator;
  return { operator, left: node.right, right: node.left, measure: node.measure };
}

/** Decimal places shown at least on both sides of a comparison. @param {Sides} node */
export function leastPlaces({ left, right }) {
  return Math.max(placesOf(left), placesOf(right));
}

/** @param {Fraction} value @param {Sides} node */
function fixed(value, node) {
  return asPercent(node) ? wholePercent(value) : show(value, 0);
}
