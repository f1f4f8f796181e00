/**
 * Names and numbers in Chinese: the words from which an explanation is put together. Mirrors
 * ruantong/core/rules/words/phrases.py, word for word.
 *
 * @typedef {import("./operations.js").Fraction} Fraction
 * @typedef {import("./program.js").Program} Program
 * @typedef {import("./model.js").CodeList} CodeList
 * @typedef {import("./model.js").Form} Form
 * @typedef {import("./state.js").State} State
 * @typedef {import("./tree.js").Node} Node
 */

import { show } from "./fractions.js";
import { columnOf, formOf, groupOf, lineColumnOf, rowOf } from "./model.js";
import { walk } from "./tree.js";

/** Wording for one instance; a column all its cells share is named only once. */
export class Phrases {
  /** @param {Program} program @param {State} state @param {string} form @param {Node[]} trees */
  constructor(program, state, form, trees) {
    this.program = program;
    this.model = program.model;
    this.state = state;
    this.form = form;
    this.said = false;
    const cells = trees.flatMap(walk).filter((node) => node.op === "cell");
    this.oneColumn = new Set(cells.map(({ form: code, when, column }) => `${code} ${when} ${column}`)).size === 1;
  }

  // ---- what a node is worth ----------------------------------------------------------------------

  /** @param {Node} node @returns {Fraction | null} */
  value(node) {
    return this.#worth(node.meaning);
  }

  /** @param {Node} node @returns {boolean | null} */
  judge(node) {
    return this.#worth(node.meaning);
  }

  /** @param {Node} node @returns {string} */
  textOf(node) {
    return this.#worth(node.meaning);
  }

  /** @param {Node} node @returns {boolean} */
  isBlank(node) {
    return this.#worth(node.blankness);
  }

  /** @param {number | undefined} place @returns {any} */
  #worth(place) {
    return this.program.valueOf(/** @type {number} */ (place), this.state);
  }

  // ---- names -------------------------------------------------------------------------------------

  /**
   * A cell by name and code, with return, form and column where they are not obvious.
   * @param {Node} node
   * @returns {string}
   */
  name(node) {
    switch (node.op) {
      case "cell":
        return this.#cell(node);
      case "head":
        return `“${this.#head(node).name}”`;
      case "line":
        return (node.when === "current" ? "" : "上年同类行的") + this.#lineColumn(node.form, node.group, node.column);
      case "sum":
        return `${this.#ofForm(node.form)}${classes(node.prefixes)}各行${this.#lineColumn(node.form, node.group, node.column)}合计`;
      case "count": {
        const { name } = groupOf(formOf(this.model, node.form), node.group);
        return `${this.#ofForm(node.form)}${name}${classes(node.prefixes)}的行数`;
      }
      case "auto":
        return "自动计算值";
      case "fact":
        return "报送区县";
      case "slice":
        return `${this.name(node.operand)}第${node.start}—${node.stop}位`;
      default:
        return node.op === "choice" ? "按制度判定的代码" : "计算值";
    }
  }

  /** @param {import("./tree.js").HeadCell} node */
  #head(node) {
    return /** @type {{name: string, list: string}} */ (formOf(this.model, node.form).heads.get(node.key));
  }

  /** @param {import("./tree.js").Cell} node */
  #cell(node) {
    const form = formOf(this.model, node.form);
    const { name } = rowOf(form, node.indicator);
    return `${this.#ofReturn(node)}${this.#ofForm(node.form)}${name}(${node.indicator})${this.#column(form, node)}`;
  }

  /**
   * A figure as one says it, without its code: a column only where it is not the current one.
   * @param {Node} node
   */
  called(node) {
    if (node.op !== "cell") return this.name(node);
    const form = formOf(this.model, node.form);
    const { name, role } = columnOf(form, node.column);
    const tail = role === "current" ? "" : name;
    return `${this.#ofReturn(node)}${this.#ofForm(node.form)}${rowOf(form, node.indicator).name}${tail}`;
  }

  /** The return or the column a figure stands in, where its name has been said. @param {Node} node */
  moment(node) {
    if (node.op !== "cell") return node.op === "line" && node.when === "current" ? "本年" : "上年同类行";
    const { name, role } = columnOf(formOf(this.model, node.form), node.column);
    const aside = node.when === "current" || role !== "current";
    return `${this.#ofReturn(node)}${aside ? name : ""}`;
  }

  /** @param {import("./tree.js").Cell} node */
  #ofReturn({ when }) {
    const monthly = this.state.period.frequency === "monthly";
    return {
      previous: monthly ? "上期报表" : "上年",
      year_ago: monthly ? "上年同期" : "上年",
      december: "1—12月月报",
      current: "",
    }[when];
  }

  /** @param {string} code */
  #ofForm(code) {
    return code === this.form ? "" : `${code}表`;
  }

  /** @param {Form} form @param {import("./tree.js").Cell} node */
  #column(form, node) {
    if (form.columns.size === 1 || (this.said && this.oneColumn)) return "";
    const { name, role } = columnOf(form, node.column);
    if (node.when !== "current" && role === "current") return "";
    this.said = true;
    return name;
  }

  /** @param {string} form @param {string} group @param {string} key */
  #lineColumn(form, group, key) {
    const { name } = lineColumnOf(formOf(this.model, form), group, key);
    return name.startsWith("其中：") ? name.slice("其中：".length) : name;
  }

  /** The name of a column of lines. @param {import("./tree.js").RowColumn} column */
  columnName({ form, group, column }) {
    return this.#lineColumn(form, group, column);
  }

  // ---- values ------------------------------------------------------------------------------------

  /** A number as it stands in a sentence. @param {Node} node */
  number(node) {
    const held = node.op === "cell" || node.op === "line" || node.op === "sum";
    if (held && this.isBlank(node)) return "空";
    const value = this.value(node);
    return value === null ? "无法计算" : show(value, placesOf(node));
  }

  /** A text or code in quotes, a code with its name. @param {Node} node */
  text(node) {
    const value = this.textOf(node);
    if (value === "") return "空";
    const item = this.codeList(node)?.items.get(value);
    return item === undefined ? `“${value}”` : `“${value} ${item.name}”`;
  }

  /** The list a code cell chooses from. @param {Node} node @returns {CodeList | undefined} */
  codeList(node) {
    const { lists } = this.model;
    if (node.op === "head") return lists.get(this.#head(node).list);
    if (node.op !== "cell" && node.op !== "line") return undefined;
    const form = formOf(this.model, node.form);
    if (node.op === "line") return lists.get(lineColumnOf(form, node.group, node.column).list);
    return lists.get(rowOf(form, node.indicator).list ?? columnOf(form, node.column).list);
  }

  // ---- expressions -------------------------------------------------------------------------------

  /**
   * An expression with names and numbers: `软件产品收入(2021) 40.00 + …`.
   * @param {Node} node
   * @returns {string}
   */
  expression(node) {
    switch (node.op) {
      case "const":
      case "parameter":
        return show({ n: node.units, d: 10n ** BigInt(node.scale) }, 0);
      case "period":
        return `${this.number(node)}${node.which === "months" ? "个月" : "年"}`;
      case "add":
        return node.terms.map((term, place) => this.#signed(node.signs[place], this.#factor(term), place)).join(" ");
      case "multiply":
        return `${this.#factor(node.left)} × ${this.#factor(node.right)}`;
      case "divide":
        return `${this.#factor(node.left)} ÷ ${this.#divisor(node.right)}`;
      case "absolute":
        return `|${this.expression(node.operand)}|`;
      case "extreme": {
        const items = node.operands.map((operand) => this.expression(operand)).join(" 与 ");
        return `（${items} 中较${node.which === "max" ? "大" : "小"}者）`;
      }
      case "round":
        return `${this.#factor(node.operand)}（保留${node.places}位小数）`;
      case "choice":
        return this.number(node);
      default:
        return `${this.name(node)} ${this.number(node)}`;
    }
  }

  /** @param {number} sign @param {string} text @param {number} place */
  #signed(sign, text, place) {
    if (place > 0) return `${sign > 0 ? "+" : "−"} ${text}`;
    return sign > 0 ? text : `−${text}`;
  }

  /** @param {Node} node */
  #factor(node) {
    const text = this.expression(node);
    return node.op === "add" ? `(${text})` : text;
  }

  /** @param {Node} node */
  #divisor(node) {
    const text = this.expression(node);
    return node.op === "add" || node.op === "multiply" || node.op === "divide" ? `(${text})` : text;
  }
}

/** @param {string[]} prefixes */
function classes(prefixes) {
  return prefixes.join("、") + (prefixes.length > 0 ? "类" : "");
}

/** Whether a node is one figure with a name of its own. @param {Node} node */
export function isSimple(node) {
  return ["cell", "line", "sum", "count", "auto"].includes(node.op);
}

/** Decimal places to show at least: those of the cells in the expression. @param {Node} node */
export function placesOf(node) {
  return walk(node).reduce((most, part) => {
    const held = part.op === "cell" || part.op === "line" || part.op === "sum" || part.op === "auto";
    return held ? Math.max(most, part.scale) : most;
  }, 0);
}
