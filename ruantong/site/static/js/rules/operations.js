/**
 * The operations of a rules document → closures over a state, once per rule set (ADR 0049). What they
 * mean was decided when the document was written; here each is printed as it stands.
 *
 * A number is a Number where the document says that it always fits, else a BigInt; a judgement is
 * true, false or null (cannot be judged); a text that is blank is empty.
 *
 * @typedef {import("./leaves.js").Leaf} Leaf
 * @typedef {import("./leaves.js").Read} Read
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./state.js").State} State
 * @typedef {{n: bigint, d: bigint}} Fraction d > 0, not always in lowest terms
 */

import { reading } from "./leaves.js";
import { listOf, RulesError } from "./model.js";
import { FORMATS, sameText } from "./texts.js";

/**
 * @param {any[][]} written each operation after those below it
 * @param {number[]} big places of those whose value is a BigInt
 * @param {Leaf[]} leaves @param {Model} model
 * @returns {Read[]} by place
 */
export function printed(written, big, leaves, model) {
  const wide = new Set(big);
  const printer = new Printer(wide, leaves, model);
  written.forEach((fields, place) => printer.reads.push(printer.print(fields, wide.has(place))));
  return printer.reads;
}

class Printer {
  /** @param {Set<number>} wide @param {Leaf[]} leaves @param {Model} model */
  constructor(wide, leaves, model) {
    this.wide = wide;
    this.kinds = leaves.map(({ kind }) => kind);
    this.leaves = leaves.map(reading);
    this.model = model;
    /** @type {Read[]} */
    this.reads = [];
  }

  /** An operand, as the operation it stands in wants it. @param {number} place @param {boolean} big @returns {Read} */
  number(place, big) {
    const read = this.reads[place];
    return big && !this.wide.has(place) ? (state) => BigInt(read(state)) : read;
  }

  /** @param {any[]} fields @param {boolean} big @returns {Read} */
  print([name, ...fields], big) {
    const { reads, leaves } = this;
    const [first, second] = fields;
    const [x, y] = [reads[first], reads[second]];
    switch (name) {
      case "int": {
        const value = exact(first, big);
        return () => value;
      }
      case "load": {
        const leaf = leaves[first];
        if (this.kinds[first] === "auto" && !big) return (state) => Number(leaf(state) ?? 0);
        return big ? (state) => BigInt(leaf(state) ?? 0) : (state) => leaf(state) ?? 0;
      }
      case "text": {
        const leaf = leaves[first];
        return (state) => String(leaf(state) ?? "");
      }
      case "sum":
        return this.sum(first, second, big);
      case "product": {
        const [a, b] = [this.number(first, big), this.number(second, big)];
        return (state) => a(state) * b(state);
      }
      case "abs":
        return (state) => size(x(state));
      case "extreme": {
        const operands = second.map((/** @type {number} */ place) => this.number(place, big));
        const better = first === "max" ? larger : smaller;
        return (state) => operands.map((/** @type {Read} */ read) => read(state)).reduce(better);
      }
      case "signed":
        return (state) => (y(state) < 0 ? -x(state) : x(state));
      case "quotient": {
        const [a, b] = [this.number(first, true), this.number(second, true)];
        return big ? (state) => nearest(a(state), b(state)) : (state) => Number(nearest(a(state), b(state)));
      }
      case "pick":
        return this.pick(first, second, big);
      case "ratio": {
        const [a, b, guard, scale] = [this.number(first, true), this.number(second, true), reads[fields[3]], power(fields[2])];
        return (state) => (guard(state) ? null : fraction(a(state), b(state) * scale));
      }
      case "literal":
        return () => first;
      case "part":
        return (state) => [...x(state).replaceAll("-", "")].slice(second, fields[2]).join("");
      default:
        return this.judgement(name, fields);
    }
  }

  /** @param {string} name @param {any[]} fields @returns {Read} */
  judgement(name, [first, second, third]) {
    const { reads, leaves } = this;
    const [x, y, z] = [reads[first], reads[second], reads[third]];
    switch (name) {
      case "truth":
        return () => first;
      case "compare":
        return compared(first, y, z);
      case "divisible": {
        const [a, b] = [this.number(first, true), this.number(second, true)];
        return (state) => Number(a(state) % b(state)) === 0;
      }
      case "test":
        return this.test(first, y, third);
      case "sametext":
        return (state) => sameText(x(state), y(state));
      case "blank": {
        const leaf = leaves[first];
        return (state) => leaf(state) === null || leaf(state) === "";
      }
      case "fact":
        return leaves[first];
      case "all":
        return joined(first.map((/** @type {number} */ place) => reads[place]), false);
      case "any":
        return joined(first.map((/** @type {number} */ place) => reads[place]), true);
      case "not":
        return (state) => opposite(x(state));
      case "same":
        return (state) => agreed(x(state), y(state));
      case "unless":
        return (state) => (x(state) ? null : y(state));
      default:
        throw new RulesError(`审核关系中有不认识的运算“${name}”`);
    }
  }

  /** @param {[number | string, number][]} terms @param {number | string} constant @param {boolean} big @returns {Read} */
  sum(terms, constant, big) {
    const reads = terms.map(([, place]) => this.number(place, big));
    const factors = terms.map(([factor]) => exact(factor, big));
    const start = exact(constant, big);
    const plain = terms.every(([factor]) => factor === 1);
    if (plain && Number(constant) === 0 && reads.length === 2) {
      const [a, b] = reads;
      return (state) => a(state) + b(state);
    }
    if (plain) return (state) => reads.reduce((all, read) => all + read(state), start);
    return (state) => reads.reduce((all, read, place) => all + factors[place] * read(state), start);
  }

  /** @param {[number, number][]} cases @param {number} last @param {boolean} big @returns {Read} */
  pick(cases, last, big) {
    const otherwise = this.number(last, big);
    const read = cases.map(([when, value]) => ({ when: this.reads[when], value: this.number(value, big) }));
    return (state) => (read.find(({ when }) => when(state) === true)?.value ?? otherwise)(state);
  }

  /** @param {string} kind @param {Read} text @param {string[]} values @returns {Read} */
  test(kind, text, values) {
    switch (kind) {
      case "among":
        return (state) => values.includes(text(state));
      case "starts":
        return (state) => values.some((prefix) => text(state).startsWith(prefix));
      case "format": {
        const fault = FORMATS.get(values[0]);
        if (fault === undefined) throw new RulesError(`审核关系中有不认识的格式“${values[0]}”`);
        return (state) => fault(text(state)) === null;
      }
      default: {
        const { items } = listOf(this.model, values[0]);
        if (kind === "codes") return (state) => items.has(text(state));
        return (state) => items.get(text(state))?.leaf === true;
      }
    }
  }
}

/** @param {number | string} value @param {boolean} big @returns {any} */
function exact(value, big) {
  return big ? BigInt(value) : Number(value);
}

/**
 * A Number and a BigInt are compared as they stand, exactly; both are never NaN.
 * @param {string} operator @param {Read} x @param {Read} y @returns {Read}
 */
function compared(operator, x, y) {
  switch (operator) {
    case "=":
      return (state) => x(state) == y(state);
    case "!=":
      return (state) => x(state) != y(state);
    case ">=":
      return (state) => x(state) >= y(state);
    case "<=":
      return (state) => x(state) <= y(state);
    case ">":
      return (state) => x(state) > y(state);
    default:
      return (state) => x(state) < y(state);
  }
}

/** `decisive` as soon as one part is, else unknown as soon as one is unknown. @param {Read[]} parts @param {boolean} decisive @returns {Read} */
function joined(parts, decisive) {
  return (state) => {
    /** @type {boolean | null} */
    let found = !decisive;
    for (const part of parts) {
      const verdict = part(state);
      if (verdict === decisive) return decisive;
      if (verdict === null) found = null;
    }
    return found;
  };
}

/** @param {boolean | null} verdict */
function opposite(verdict) {
  return verdict === null ? null : !verdict;
}

/** @param {boolean | null} a @param {boolean | null} b */
function agreed(a, b) {
  return a === null || b === null ? null : a === b;
}

/** @param {any} best @param {any} next */
function larger(best, next) {
  return next > best ? next : best;
}

/** @param {any} best @param {any} next */
function smaller(best, next) {
  return next < best ? next : best;
}

/** @param {bigint} above @param {bigint} below @returns {Fraction} */
function fraction(above, below) {
  return below < 0n ? { n: -above, d: -below } : { n: above, d: below };
}

/**
 * The integer nearest to above ÷ below, halves away from zero.
 * @param {bigint} above @param {bigint} below
 */
export function nearest(above, below) {
  const by = size(below);
  let quotient = size(above) / by;
  if (2n * (size(above) % by) >= by) quotient += 1n;
  return above < 0n === below < 0n ? quotient : -quotient;
}

/** @template {number | bigint} T @param {T} value @returns {T} */
export function size(value) {
  return /** @type {T} */ (value < 0 ? -value : value);
}

/** @param {number} places */
export function power(places) {
  return 10n ** BigInt(places);
}

/**
 * What an operation of the document comes to: a number as an exact fraction (null where it has no
 * value), a text, or a judgement.
 * @param {any} value what its closure gave
 * @returns {any}
 */
export function valueOf(value) {
  return typeof value === "number" || typeof value === "bigint" ? { n: BigInt(value), d: 1n } : value;
}
