/**
 * A judgement that did not pass → one Chinese sentence with the arithmetic, and its two sides.
 * Mirrors ruantong/core/rules/words/explain.py, word for word.
 *
 * @typedef {import("./operations.js").Fraction} Fraction
 * @typedef {import("./facts.js").Sides} Sides
 * @typedef {import("./program.js").Instance} Instance
 * @typedef {import("./program.js").Program} Program
 * @typedef {import("./state.js").State} State
 * @typedef {import("./tree.js").Node} Node
 * @typedef {{message: string, left: string | null, right: string | null, difference: string | null}}
 *   Explained both sides with their distance as canonical decimals (or texts)
 */

import { alone, Facts, leastPlaces, turned } from "./facts.js";
import { distance, hundredths, isLess, larger, quotient, show } from "./fractions.js";
import { size } from "./operations.js";
import { columnOf, formOf, lineColumnOf, rowOf } from "./model.js";
import { isSimple, Phrases, placesOf } from "./phrases.js";
import { roundingRemark } from "./rounding.js";
import { flow, isDeviation, MUST, spoken } from "./spoken.js";
import { namedIn, walk } from "./tree.js";

const SLIPS = [10n, 100n, 1000n, 10000n];

/** Why a rule failed. @param {Program} program @param {State} state @param {Instance} instance */
export function explainFailure(program, state, instance) {
  return new Explainer(program, state, instance).failure();
}

/** Why a rule could not be judged. @param {Program} program @param {State} state @param {Instance} instance */
export function explainUnknown(program, state, instance) {
  return new Explainer(program, state, instance).unknown();
}

class Explainer {
  /** @param {Program} program @param {State} state @param {Instance} instance */
  constructor(program, state, instance) {
    this.state = state;
    this.instance = instance;
    const { check, condition, rule } = instance;
    this.words = new Phrases(program, state, rule.form, condition === null ? [check] : [check, condition]);
    this.facts = new Facts(this.words);
  }

  /** @returns {Explained} */
  failure() {
    // The condition comes first in the sentence, so it is worded first.
    const before = this.#line() + this.#condition();
    const told = this.#told(this.instance.check);
    const remark = roundingRemark(this.words, this.instance);
    const message = `${before}${told.message}${this.instance.rule.hint}${remark}`.replaceAll(" （", "（");
    return { ...told, message };
  }

  /** @returns {Explained} */
  unknown() {
    return only(`${this.#line()}无法判定：${this.#obstacle()}。`);
  }

  // ---- what comes before -------------------------------------------------------------------------

  /** Which line of a list a row rule speaks of. */
  #line() {
    const { rule } = this.instance;
    if (rule.group === "") return "";
    const code = this.state.line.get("code");
    if (!code) return `第${this.state.number}行：`;
    const { list } = lineColumnOf(formOf(this.words.model, rule.form), rule.group, "code");
    const item = this.words.model.lists.get(list)?.items.get(String(code));
    return `第${this.state.number}行（${code}${item === undefined ? "" : ` ${item.name}`}）：`;
  }

  #condition() {
    const tree = this.instance.condition;
    if (tree === null) return "";
    const parts = tree.op === "and" ? tree.operands : [tree];
    const told = parts.filter((_, place) => this.#isWorthTelling(parts, place)).map((part) => this.facts.fact(part));
    return told.length > 0 ? when(told.join("、")) : "";
  }

  /**
   * Not so for technical preconditions: months, options, figures the check shows anyway.
   * @param {Node[]} parts @param {number} place
   */
  #isWorthTelling(parts, place) {
    const node = parts[place];
    const cells = cellsOf(node);
    if (cells.length === 0) return walk(node).some(({ op }) => op === "filled" || op === "listed");
    const elsewhere = cellsOf(this.instance.check);
    if (node.op === "not" && node.operand.op === "blank") {
      parts.forEach((part, at) => {
        if (at !== place) elsewhere.push(...cellsOf(part));
      });
    }
    return !cells.every((cell) => elsewhere.includes(cell));
  }

  // ---- why false ---------------------------------------------------------------------------------

  /** Sentence for a judgement that is false. @param {Node} node @returns {Explained} */
  #told(node) {
    switch (node.op) {
      case "compare":
        return this.#compare(node);
      case "and":
        return this.#told(node.operands.find((part) => this.words.judge(part) === false) ?? node.operands[0]);
      case "implies": {
        const before = this.facts.fact(node.condition);
        const told = this.#told(node.consequence);
        return { ...told, message: `${when(before)}${told.message}` };
      }
      case "or":
        return this.#alternatives(node.operands);
      case "not":
        return this.#negated(node.operand);
      case "iff": {
        const [left, right] = [this.facts.side(node.left), this.facts.side(node.right)];
        return only(`${left}，但${right}，两者应当一致。`);
      }
      case "same": {
        if (node.operator === "=" && node.right.op === "cell" && node.right.when !== "current") return this.#changed(node, node.right);
        const must = node.operator === "=" ? "应为" : "不应为";
        const message = `${this.facts.fact(node)}，${must}${this.facts.wanted(node)}。`;
        return { message, left: this.words.textOf(node.left), right: this.words.textOf(node.right), difference: null };
      }
      default:
        return only(this.facts.sentence(node));
    }
  }

  /** A text that was another one in an earlier return. @param {import("./tree.js").TextCompare} node @param {import("./tree.js").Cell} before @returns {Explained} */
  #changed(node, before) {
    const message = `${this.facts.fact(node)}，与${this.words.moment(before)}的${this.words.text(before)}不一致。`;
    return { message, left: this.words.textOf(node.left), right: this.words.textOf(before), difference: null };
  }

  /** @param {import("./tree.js").Compare} written @returns {Explained} */
  #compare(written) {
    const node = turned(written);
    const { severity, hint } = this.instance.rule;
    const told = spoken(this.words, node, { asked: severity === "query", hint: hint !== "" });
    return { message: `${told ?? this.#related(node, written.tolerance)}。`, ...this.#sides(node) };
  }

  /** Both sides with their values, and how far apart they are. @param {Sides} node @param {[number, number]} tolerance */
  #related(node, [units, places]) {
    const subject = this.facts.subject(node.left, node);
    const zero = node.right.op === "const" && node.right.units === 0n;
    if (node.operator === ">=" && zero && isSimple(node.left)) return `${subject}，不应为负数`;
    let told = `${subject}，${MUST[node.operator]}${this.facts.object(node)}`;
    const threshold = node.operator !== "=" && node.right.op === "const";
    if (node.operator !== "!=" && !threshold) {
      const apart = distance(this.#known(node.left), this.#known(node.right));
      const shown = this.facts.shown(apart, node, leastPlaces(node));
      told += `，相差 ${shown}${node.measure !== "" && !shown.includes("%") ? ` ${node.measure}` : ""}`;
    }
    if (units !== 0) told += `（允许误差 ${show({ n: BigInt(units), d: 10n ** BigInt(places) }, 0)}）`;
    return told;
  }

  /** What a side of a comparison that holds or fails is worth: something. @param {Node} side */
  #known(side) {
    return /** @type {Fraction} */ (this.words.value(side));
  }

  /** Both sides and their distance as canonical decimals. @param {{left: Node, right: Node}} node */
  #sides(node) {
    const [left, right] = [this.#known(node.left), this.#known(node.right)];
    const least = Math.max(placesOf(node.left), placesOf(node.right));
    return { left: show(left, least), right: show(right, least), difference: show(distance(left, right), least) };
  }

  /** @param {Node[]} operands @returns {Explained} */
  #alternatives(operands) {
    const first = operands.find((operand) => operand.op === "compare");
    const sides = first?.op === "compare" ? this.#sides(first) : only("");
    // the other ways out are for small amounts: the deviation is what is asked about
    if (first?.op === "compare" && isDeviation(this.words, turned(first))) return { ...sides, message: this.#compare(first).message };
    const own = operands.filter((operand) => cellsOf(operand).length > 0);
    if (own.length === 1) return this.#told(own[0]);
    const shown = operands.map((operand) => this.#alternative(operand));
    return { ...sides, message: `应至少满足一项，但都不满足：${shown.join("；")}。` };
  }

  /** A false alternative: what it is and what was wanted. @param {Node} node */
  #alternative(node) {
    if (node.op !== "compare") return this.#told(node).message.replace(/。$/, "");
    const shown = turned(node);
    const subject = this.facts.counted(shown.left, shown) ?? this.facts.subject(shown.left, shown);
    return `${subject}（${MUST[shown.operator]}${this.facts.object(shown)}）`;
  }

  /** @param {Node} node @returns {Explained} */
  #negated(node) {
    switch (node.op) {
      case "blank":
        return only(this.#missing(node.operand));
      case "samecolumns": {
        const form = formOf(this.words.model, node.form);
        const [left, right] = [columnOf(form, node.left), columnOf(form, node.right)];
        return only(`各指标的${left.name}与${right.name}完全相同，疑似照抄，请核实。`);
      }
      case "slip":
        return this.#slip(node);
      case "not":
        return this.#told(node.operand);
      case "or":
        return this.#negated(node.operands.find((part) => this.words.judge(part) === true) ?? node.operands[0]);
      default:
        return only(`不应出现：${this.facts.fact(node)}。`);
    }
  }

  /** @param {import("./tree.js").IsBlank["operand"]} cell */
  #missing(cell) {
    const name = this.words.name(cell);
    if (cell.op === "head") return `${name}未选择。`;
    return this.#isAmount(cell) ? `${name}为空；没有发生额请填 0。` : `${name}未填写。`;
  }

  /** Whether a zero would mean that nothing happened. @param {import("./tree.js").Cell | import("./tree.js").RowCell} cell */
  #isAmount(cell) {
    if (cell.op === "line") return false;
    const form = formOf(this.words.model, cell.form);
    return rowOf(form, cell.indicator).kind === "number" && columnOf(form, cell.column).role !== "extra";
  }

  /** @param {import("./tree.js").Pair} node @returns {Explained} */
  #slip(node) {
    const [left, right] = [this.#known(node.left), this.#known(node.right)];
    const leftFirst = !isLess({ ...left, n: size(left.n) }, { ...right, n: size(right.n) });
    const [great, little] = leftFirst ? [node.left, node.right] : [node.right, node.left];
    const times = larger(quotient(left, right), quotient(right, left));
    const near = nearestSlip(times);
    const shown = show(hundredths(times), 0);
    const sentence =
      `${this.#size(great)} 约为 ${this.#size(little)} 的 ${shown} 倍，` +
      `${shown === String(near) ? "" : `接近 ${near} 倍，`}疑似计量单位填错（元、千元、万元）。`;
    return { message: sentence, ...this.#sides(node) };
  }

  /** @param {Node} node */
  #size(node) {
    return flow(this.words, node) ?? this.words.expression(node);
  }

  // ---- why unknown -------------------------------------------------------------------------------

  /** The blank cells or zero divisors that stand in the way. */
  #obstacle() {
    const { rule, check, condition } = this.instance;
    if (rule.blank === "non_null") {
      const blanks = namedIn(check).filter((cell) => this.words.isBlank(cell));
      if (blanks.length > 0) return `${blanks.map((cell) => this.words.name(cell)).join("、")}为空`;
    }
    const trees = [check, condition].flatMap((tree) => (tree === null ? [] : walk(tree)));
    const divisors = trees.flatMap((node) => (node.op === "divide" || node.op === "slip" ? [node.right] : []));
    // One that is 0 comes before those that cannot be computed because of it.
    const atFault =
      divisors.find((divisor) => this.words.value(divisor)?.n === 0n) ??
      divisors.find((divisor) => this.words.value(divisor) === null);
    if (atFault) return `除数${this.facts.subject(atFault, alone(atFault))}`;
    return "自动计算所需的数据不全或除数为 0";
  }
}

/** @param {string} message @returns {Explained} */
function only(message) {
  return { message, left: null, right: null, difference: null };
}

/** @param {Fraction} times */
function nearestSlip(times) {
  let [best, off] = [SLIPS[0], slipOff(times, SLIPS[0])];
  for (const slip of SLIPS) {
    const next = slipOff(times, slip);
    if (isLess(next, off)) [best, off] = [slip, next];
  }
  return best;
}

/** @param {Fraction} times @param {bigint} slip */
function slipOff(times, slip) {
  const wanted = { n: slip, d: 1n };
  return larger(quotient(times, wanted), quotient(wanted, times));
}

/** @param {Node} tree */
function cellsOf(tree) {
  return walk(tree).filter(({ op }) => op === "cell" || op === "head" || op === "line" || op === "sum");
}

/** Half a sentence: under what condition. @param {string} facts */
function when(facts) {
  return `${facts}${(facts[facts.length - 1] ?? "") < "\u0080" ? " " : ""}时，`;
}
