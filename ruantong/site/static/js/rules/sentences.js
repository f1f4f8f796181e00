/**
 * Sentences as data → what is said of a return: slots filled with exact values, rounded half up. Its
 * counterpart on the server is ruantong/core/rules/words/printing.py; no sentence stands here.
 *
 * @typedef {import("./leaves.js").Leaf} Leaf
 * @typedef {import("./operations.js").Fraction} Fraction
 * @typedef {import("./state.js").State} State
 * @typedef {string | any[]} Piece a text, or a name and fields (executors/browser_sentences.py)
 * @typedef {[number, ...(number | string)[]]} Sentence the place of its shape, and its slots
 * @typedef {{message: string, left: string | null, right: string | null, difference: string | null}}
 *   Explained both sides with their distance as canonical decimals (or texts)
 * @typedef {{shapes: Piece[], leaves: Leaf[], valueOf: (place: number, state: State) => any}} Program
 */

import { formatNumber } from "../numbers.js";
import { reading, sumOver } from "./leaves.js";
import { nearest, power, size } from "./operations.js";
import { FORMATS } from "./texts.js";

/** A blank if a figure or a sign stands beside it. */
const SPACE = "\u2060";
/** Of two figures the larger one stays at least as large when both are rounded. */
const FEWEST = 3;
/** @type {Fraction} */
const ZERO = { n: 0n, d: 1n };

/**
 * A sentence of a return, and what stands beside it.
 * @param {Program} program @param {State} state @param {Sentence} sentence
 * @returns {Explained}
 */
export function explained(program, state, [shape, ...slots]) {
  const printer = new Printer(program, state, slots);
  const message = spaced(printer.text(program.shapes[shape]));
  const [left, right, difference] = printer.sides;
  return { message, left, right, difference };
}

/**
 * A canonical decimal with at least `least` places, cut half up to `most`.
 * @param {Fraction} value @param {number} least @param {number} most
 */
export function decimal({ n, d }, least, most) {
  for (let places = least; places < most; places += 1) {
    const scaled = n * power(places);
    if (scaled % d === 0n) return formatNumber(scaled / d, places);
  }
  return formatNumber(nearest(n * power(most), d), most);
}

/** Blanks where a figure or a sign stands beside a word, and none before a bracket. @param {string} text */
function spaced(text) {
  const joined = text.split(SPACE).reduce((before, after) => {
    const beside = (before[before.length - 1] ?? "") < "\u0080" || (after[0] ?? "") < "\u0080";
    return `${before}${beside ? " " : ""}${after}`;
  });
  return joined.replaceAll(" （", "（");
}

/**
 * What is wrong with a text of a known format, "" when nothing is.
 * @param {string} format @param {string} text @param {Record<string, string>} words of each fault, with {0}, {1} …
 */
export function faultOf(format, text, words) {
  const [fault, ...named] = FORMATS.get(format)?.(text) ?? [];
  return fault === undefined ? "" : words[fault].replace(/\{([0-9])\}/g, (_, place) => String(named[place]));
}

class Printer {
  /** @param {Program} program @param {State} state @param {(number | string)[]} slots */
  constructor(program, state, slots) {
    this.program = program;
    this.state = state;
    this.slots = slots;
    this.said = false;
    /** @type {(string | null)[]} */
    this.sides = [null, null, null];
  }

  /** @param {Piece} piece @returns {string} */
  text(piece) {
    if (typeof piece === "string") return piece;
    const [kind, ...fields] = piece;
    const [first, second, third] = fields;
    switch (kind) {
      case "join":
        return fields.slice(1).map((part) => this.text(part)).filter(Boolean).join(first);
      case "number":
        return decimal(this.fraction(first, second), third, fields[3]);
      case "apart":
        return decimal(this.gap(fields), fields[4], fields[5]);
      case "text": {
        const code = this.value(first);
        const item = this.state.model.lists.get(second)?.items.get(code);
        return item === undefined ? code : `${code} ${item.name}`;
      }
      case "fault":
        return faultOf(second, this.value(first), third);
      case "line":
        return String(this.state.number);
      case "uscc":
        return this.state.unit.uscc;
      case "once": {
        const said = this.said;
        this.said = true;
        return said ? "" : String(this.slots[first]);
      }
      case "choice": {
        const found = fields.slice(1).find(([when]) => this.value(when) === true);
        return this.text(found === undefined ? first : found[1]);
      }
      case "sides":
        this.sides = fields.map((side) => (side === "" ? null : this.text(side)));
        return "";
      case "rounded":
        return this.isRounding(second.slice(1), fields.slice(2)) ? first : "";
      default:
        throw new TypeError(kind);
    }
  }

  /** What stands in a slot is worth. @param {number} slot @returns {any} */
  value(slot) {
    return this.program.valueOf(Number(this.slots[slot]), this.state);
  }

  /** @param {number} slot @param {number} places @returns {Fraction} */
  fraction(slot, places) {
    const value = this.value(slot);
    return value === null ? ZERO : { n: value.n, d: value.d * power(places) };
  }

  /** How far apart two numbers are. @param {number[]} fields their slots, each with its places @returns {Fraction} */
  gap([left, leftPlaces, right, rightPlaces]) {
    const [a, b] = [this.fraction(left, leftPlaces), this.fraction(right, rightPlaces)];
    return { n: size(a.n * b.d - b.n * a.d), d: a.d * b.d };
  }

  /** Whether rounding amounts may make a gap. @param {number[]} fields of the gap @param {number[]} slots of the amounts */
  isRounding(fields, slots) {
    const count = slots.reduce((all, slot) => all + this.figures(Number(this.slots[slot])), 0);
    const { n, d } = this.gap(fields);
    return count >= FEWEST && 2n * n * power(fields[4]) <= BigInt(count) * d;
  }

  /** How many figures an amount stands for: those that were filled in. @param {number} place */
  figures(place) {
    const leaf = this.program.leaves[place];
    if (leaf.kind === "sum") return sumOver(this.state, leaf).count;
    return reading(leaf)(this.state) === null ? 0 : 1;
  }
}
