/**
 * What the pieces of a pasted block are: figures, dashes, units, heads, codes and names of rows.
 *
 * @typedef {{
 *   title?: boolean, key: string, code: string, names: string[], unit: string, kind: string,
 *   columns: string[], fixed: string[],
 * }} Row a printed row; title rows have only code and names
 * @typedef {{form: string, columns: {key: string, head: string}[], rows: Row[]}} Layout
 * @typedef {{at: number, rowOf: (number | null)[], repeated: number}} Labels
 *   the column that names the rows, the printed row of each row of the block (null: of none), and
 *   the first row whose name stands for more than one printed row (-1: there is none)
 */

import { parseNumber, ValueFault } from "./numbers.js";
import { folded } from "./options.js";

const LABEL_HEADS = new Set(
  "指标名称 指标 项目 名称 计量单位 单位 代码 指标代码 序号 行次 甲 乙 丙 丁".split(" "),
);
const COLUMN_LETTERS = new Set("甲乙丙丁戊己".split(""));
// a number that only has too many decimals, a wrong comma or the like is still a figure
const FIGURE_FAULTS = new Set(["too_many_decimals", "bad_grouping", "too_large", "negative"]);

/** Whether a piece is meant as a number. @param {string} piece */
export function isFigure(piece) {
  if (isDash(piece) || piece === "") return false;
  try {
    return parseNumber(piece, 2, true) !== null;
  } catch (fault) {
    return fault instanceof ValueFault && FIGURE_FAULTS.has(fault.code);
  }
}

/** Blank, or the dashes printed where no figure belongs. @param {string} piece */
export function isBlank(piece) {
  return piece === "" || isDash(piece);
}

/** @param {string} piece */
function isDash(piece) {
  return /^[-‐‑‒–—－−]+$/.test(piece);
}

/** Two dashes and more: printed where there is no cell, never a zero. @param {string} piece */
export function isNoCell(piece) {
  return isDash(piece) && piece.length > 1;
}

/** @param {string} piece */
export function isLabelHead(piece) {
  return LABEL_HEADS.has(folded(piece));
}

/** The row under the heads that numbers the columns: 甲 乙 丙 1 2 3. @param {string[]} pieces */
export function isColumnNumbers(pieces) {
  const told = pieces.filter((piece) => piece !== "");
  const numbers = told.filter((piece) => !COLUMN_LETTERS.has(piece)).map(Number);
  return (
    told.length > 0 &&
    numbers.every((number, index) => number >= 1 && number <= 9 && number === numbers[0] + index)
  );
}

/** The pieces of one column. @param {string[][]} block @param {number} at */
export function columnOf(block, at) {
  return block.map((pieces) => pieces[at] ?? "");
}

/** @param {string[][]} block */
export function widthOf(block) {
  return Math.max(...block.map((pieces) => pieces.length));
}

/**
 * Which printed column stands under each head of a row; null when the row is no row of heads.
 * @param {string[]} pieces
 * @param {{head: string}[]} columns
 */
export function headsIn(pieces, columns) {
  const heads = columns.map(({ head }) => folded(head));
  const found = pieces.map((piece) => (piece === "" ? -1 : heads.indexOf(folded(piece))));
  const known = found.filter((at, index) => at >= 0 || isLabelHead(pieces[index] ?? ""));
  return known.length > 0 && !pieces.some(isFigure) ? found : null;
}

/**
 * The column of a block whose pieces are codes of the form, else the one whose pieces are names of
 * its rows; null when the block has neither.
 * @param {string[][]} block
 * @param {Layout} layout
 * @param {Row} start the row the block was pasted at
 * @returns {Labels | null}
 */
export function labelsOf(block, layout, start) {
  const width = widthOf(block);
  for (let at = 0; at < width; at += 1) {
    const labels = byCode(block, at, layout, start);
    if (labels !== null) return labels;
  }
  for (let at = 0; at < width; at += 1) {
    const labels = byName(block, at, layout);
    if (labels !== null) return labels;
  }
  return null;
}

/**
 * @param {string[][]} block
 * @param {number} at
 * @param {Layout} layout
 * @param {Row} start
 * @returns {Labels | null}
 */
function byCode(block, at, layout, start) {
  const codes = new Map(layout.rows.map((row) => [folded(row.code), row.code]));
  codes.delete("");
  const pieces = columnOf(block, at);
  const found = pieces.map((piece) => codes.get(folded(piece)) ?? "");
  const hits = found.filter((code) => code !== "").length;
  const others = pieces.filter((piece, index) => found[index] === "" && counts(piece)).length;
  const headed = pieces.some((piece) => /代码$/.test(piece.trim()));
  if (hits === 0 || (hits <= others && !headed)) return null;
  // one code alone may as well be a figure: something beside it has to say so
  const single = pieces.filter((piece) => !isBlank(piece)).length === 1;
  if (single && found.find((code) => code !== "") !== start.code && !named(block, found, layout)) {
    return null;
  }
  return identified(block, at, layout, found);
}

/** @param {string[][]} block @param {string[]} found @param {Layout} layout */
function named(block, found, layout) {
  const at = found.findIndex((code) => code !== "");
  const rows = layout.rows.filter((row) => row.code === found[at]);
  const words = new Set(rows.flatMap((row) => [...row.names, row.unit ?? ""]).map(folded));
  words.delete("");
  return block[at].some((piece) => words.has(folded(piece)));
}

/** @param {string} piece */
function counts(piece) {
  return !isBlank(piece) && !isLabelHead(piece);
}

/**
 * The printed row of each row of the block by its code. Rows of an item that share one code are
 * told apart by name; such a row may leave the code blank, as on paper.
 * @param {string[][]} block
 * @param {number} at
 * @param {Layout} layout
 * @param {string[]} found the code of each row of the block, "" for none
 * @returns {Labels}
 */
function identified(block, at, layout, found) {
  let code = "";
  let repeated = -1;
  const rowOf = block.map((pieces, index) => {
    if (!isBlank(pieces[at] ?? "")) code = found[index];
    const shared = layout.rows.flatMap((row, place) => (code !== "" && row.code === code ? [place] : []));
    if (shared.length <= 1) return found[index] === "" ? null : (shared[0] ?? null);
    const printed = shared.filter((place) => pieces.some((piece) => isNameOf(layout.rows[place], piece, true)));
    const own =
      printed.length > 0
        ? printed
        : shared.filter((place) => pieces.some((piece) => isNameOf(layout.rows[place], piece)));
    if (own.length > 1 || (own.length === 0 && found[index] !== "")) repeated = index;
    return own.length === 1 ? own[0] : null;
  });
  return { at, rowOf, repeated };
}

/**
 * Whether a piece is a name of a row; `printed`: as it stands on the sheet.
 * @param {Row} row
 * @param {string} piece
 */
function isNameOf(row, piece, printed = false) {
  const text = folded(piece);
  const names = printed ? row.names.slice(0, 1) : row.names;
  return text !== "" && names.some((name) => folded(name) === text);
}

/** Whether pieces are running numbers, some rows left out. @param {string[]} pieces */
export function isRunning(pieces) {
  return pieces.every(
    (piece, index) => /^[0-9]+$/.test(piece) && (index === 0 || Number(piece) > Number(pieces[index - 1])),
  );
}

/**
 * @param {string[][]} block
 * @param {number} at
 * @param {Layout} layout
 * @returns {Labels | null}
 */
function byName(block, at, layout) {
  /** @type {Map<string, Set<number>>} */
  const places = new Map();
  layout.rows.forEach((row, place) => {
    for (const name of row.names.map(folded)) {
      places.set(name, (places.get(name) ?? new Set()).add(place));
    }
  });
  const pieces = columnOf(block, at);
  const found = pieces.map((piece) => [...(places.get(folded(piece)) ?? [])]);
  const hits = found.filter((known) => known.length > 0).length;
  const others = pieces.filter((piece, index) => found[index].length === 0 && counts(piece)).length;
  if (hits === 0 || hits <= others) return null;
  return {
    at,
    rowOf: found.map((known) => (known.length === 1 ? known[0] : null)),
    repeated: found.findIndex((known) => known.length > 1),
  };
}

/**
 * Whether a column only repeats what the form prints: names, units, running numbers.
 * @param {string[][]} block
 * @param {number} at
 * @param {Labels} labels
 * @param {Layout} layout
 */
export function isLabelColumn(block, at, labels, layout) {
  const units = new Set(layout.rows.map((row) => folded(row.unit ?? "")));
  const pieces = columnOf(block, at).filter((piece, index) => labels.rowOf[index] !== null && !isBlank(piece));
  if (pieces.length === 0) return false;
  const before = at < labels.at;
  if (before && pieces.every((piece) => !isFigure(piece))) return true;
  if (before && isRunning(pieces)) return true;
  return columnOf(block, at).every((piece, index) => {
    const row = labels.rowOf[index];
    if (row === null || isBlank(piece)) return true;
    return (piece !== "" && units.has(folded(piece))) || isNameOf(layout.rows[row], piece);
  });
}
