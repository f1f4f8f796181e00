/**
 * Whole numbers that are exact by construction. Every number knows beforehand how large it can
 * become: below 2^53 it is computed as a Number, above as a BigInt. The choice is made once, when
 * the rules are compiled, never while judging.
 *
 * @typedef {import("./state.js").State} State
 * @typedef {{big: false, bound: bigint, read: (state: State) => number}} Small
 * @typedef {{big: true, bound: bigint, read: (state: State) => bigint}} Large
 * @typedef {Small | Large} Whole
 */

export const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** @param {bigint} value @returns {Whole} */
export function constant(value) {
  const bound = size(value);
  if (bound > SAFE) return { big: true, bound, read: () => value };
  const small = Number(value);
  return { big: false, bound, read: () => small };
}

/** @param {bigint} bound @param {(state: State) => number} read @returns {Small} */
export function small(bound, read) {
  return { big: false, bound, read };
}

/** @param {Whole} whole @returns {Large} */
export function large(whole) {
  if (whole.big) return whole;
  const { read, bound } = whole;
  return { big: true, bound, read: (state) => BigInt(read(state)) };
}

/** @param {Whole} a @param {Whole} b @returns {Whole} */
export function product(a, b) {
  const bound = a.bound * b.bound;
  if (bound <= SAFE && !a.big && !b.big) {
    const [x, y] = [a.read, b.read];
    return small(bound, (state) => x(state) * y(state));
  }
  const [x, y] = [large(a).read, large(b).read];
  return { big: true, bound, read: (state) => x(state) * y(state) };
}

/**
 * A number times a power of ten.
 * @param {Whole} whole @param {number} places
 */
export function scaled(whole, places) {
  return places <= 0 ? whole : times(whole, power(places));
}

/** @param {Whole} whole @param {bigint} factor @returns {Whole} */
function times(whole, factor) {
  const bound = whole.bound * size(factor);
  if (bound <= SAFE && !whole.big) {
    const [read, by] = [whole.read, Number(factor)];
    return small(bound, (state) => read(state) * by);
  }
  const { read } = large(whole);
  return { big: true, bound, read: (state) => read(state) * factor };
}

/**
 * A sum with signs. Neighbours that together stay below 2^53 are added as Numbers first.
 * @param {[number, Whole][]} terms
 * @returns {Whole}
 */
export function sum(terms) {
  /** @type {Large[]} */
  const parts = [];
  /** @type {[number, Small][]} */
  let group = [];
  let bound = 0n;
  for (const [sign, term] of terms) {
    if (term.big) {
      parts.push(sign < 0 ? /** @type {Large} */ (times(term, -1n)) : term);
      continue;
    }
    if (bound + term.bound > SAFE) {
      parts.push(large(smallSum(group, bound)));
      [group, bound] = [[], 0n];
    }
    group.push([sign, term]);
    bound += term.bound;
  }
  if (parts.length === 0) return smallSum(group, bound);
  if (group.length > 0) parts.push(large(smallSum(group, bound)));
  if (parts.length === 1) return parts[0];
  const reads = parts.map((part) => part.read);
  return {
    big: true,
    bound: parts.reduce((all, part) => all + part.bound, 0n),
    read: (state) => reads.reduce((all, read) => all + read(state), 0n),
  };
}

/** @param {[number, Small][]} terms @param {bigint} bound @returns {Small} */
function smallSum(terms, bound) {
  const reads = terms.map(([, term]) => term.read);
  const signs = terms.map(([sign]) => sign);
  if (terms.length === 1 && signs[0] > 0) return terms[0][1];
  if (terms.length === 2 && signs[0] > 0) {
    const [x, y] = reads;
    if (signs[1] > 0) return small(bound, (state) => x(state) + y(state));
    return small(bound, (state) => x(state) - y(state));
  }
  return small(bound, (state) => {
    let all = 0;
    for (let n = 0; n < reads.length; n += 1) all += signs[n] * reads[n](state);
    return all;
  });
}

/** @param {Whole} whole @returns {Whole} */
export function absolute(whole) {
  if (!whole.big) {
    const { read, bound } = whole;
    return small(bound, (state) => Math.abs(read(state)));
  }
  const { read, bound } = whole;
  return { big: true, bound, read: (state) => size(read(state)) };
}

/** @param {string} which "max" or "min" @param {Whole[]} items @returns {Whole} */
export function extreme(which, items) {
  const bound = items.reduce((all, item) => (item.bound > all ? item.bound : all), 0n);
  const sign = which === "max" ? 1 : -1;
  if (items.every((item) => !item.big)) {
    const reads = items.map((item) => /** @type {Small} */ (item).read);
    const pick = which === "max" ? Math.max : Math.min;
    return small(bound, (state) => pick(...reads.map((read) => read(state))));
  }
  const reads = items.map((item) => large(item).read);
  return {
    big: true,
    bound,
    read: (state) =>
      reads.map((read) => read(state)).reduce((best, next) => ((next > best ? 1 : -1) === sign ? next : best)),
  };
}

/**
 * Nearest integer to above ÷ below, halves away from zero: never larger than above. The caller keeps
 * below from being 0.
 * @param {Whole} above @param {Whole} below @returns {Whole}
 */
export function roundedRatio(above, below) {
  const { bound } = above;
  const [x, y] = [large(above).read, large(below).read];
  const ratio = (/** @type {State} */ state) => nearest(x(state), y(state));
  if (bound > SAFE) return { big: true, bound, read: ratio };
  return small(bound, (state) => Number(ratio(state)));
}

/**
 * @param {Whole} then @param {Whole} otherwise
 * @param {(state: State) => boolean} when
 * @returns {Whole}
 */
export function either(when, then, otherwise) {
  const bound = then.bound > otherwise.bound ? then.bound : otherwise.bound;
  if (!then.big && !otherwise.big) {
    const [x, y] = [then.read, otherwise.read];
    return small(bound, (state) => (when(state) ? x(state) : y(state)));
  }
  const [x, y] = [large(then).read, large(otherwise).read];
  return { big: true, bound, read: (state) => (when(state) ? x(state) : y(state)) };
}

/** @param {bigint} above @param {bigint} below */
export function nearest(above, below) {
  const by = size(below);
  let quotient = size(above) / by;
  if (2n * (size(above) % by) >= by) quotient += 1n;
  return above < 0n === below < 0n ? quotient : -quotient;
}

/** @param {bigint} value */
export function size(value) {
  return value < 0n ? -value : value;
}

/** @param {number} places */
export function power(places) {
  return 10n ** BigInt(places);
}
