/**
 * Where each piece of a block belongs among repeating lines. On form 4 a line is known by its code:
 * a block that carries codes of the directory fills the lines of those codes, and new lines for the
 * others; no line gets another's figures. Any other block lies as it was copied.
 *
 * @typedef {import("./options.js").Option} Option
 * @typedef {import("./paste_align.js").Outcome} Outcome
 * @typedef {{
 *   group: string, columns: {key: string, head: string, kind: string}[], maximum: number,
 *   directory: boolean,
 * }} LinesLayout
 * @typedef {{code: string, blank: boolean}} Line what stands in a line now
 */

import { optionMeant } from "./options.js";
import { unreadable } from "./paste_align.js";
import { columnOf, headsIn, isBlank, isFigure, isLabelHead, isNoCell, isRunning, widthOf } from "./paste_labels.js";

/** @param {string} refusal @returns {{refusal: string}} */
function refuse(refusal) {
  return { refusal };
}

/**
 * @param {string[][]} block
 * @param {LinesLayout} layout
 * @param {{line: number, column: number}} start counted from 0
 * @param {Line[]} lines the lines of the page
 * @param {readonly Option[]} directory
 * @returns {Outcome}
 */
export function planLines(block, layout, start, lines, directory) {
  const heads = block.findIndex((pieces) => headsOf(pieces, layout) === null);
  if (heads < 0) return refuse("粘贴的内容只有表头，没有数");
  const body = block.slice(heads);
  const found = block.slice(0, heads).map((pieces) => headsOf(pieces, layout) ?? []);
  const at = layout.directory ? codeColumn(body, directory) : -1;
  const outcome =
    at < 0
      ? positional(body, layout, start)
      : byCode(body, found, at, layout, lines, directory);
  return "refusal" in outcome ? outcome : (unreadable(figureColumns(outcome, layout)) ?? outcome);
}

/** The columns under a row of heads, or of column numbers; null for a row of content.
 * @param {string[]} pieces
 * @param {LinesLayout} layout
 */
function headsOf(pieces, layout) {
  const found = headsIn(pieces, layout.columns);
  const named = pieces.filter((piece, at) => (found?.[at] ?? -1) >= 0 || isLabelHead(piece)).length;
  const letters = pieces.some((piece) => /^[甲乙丙]$/.test(piece.trim()));
  if (letters) return found ?? [];
  return found !== null && (named > 1 || pieces.length === 1) ? found : null;
}

/** The first column that holds mostly codes of the directory, else mostly names; -1 for none.
 * @param {string[][]} body
 * @param {readonly Option[]} directory
 */
function codeColumn(body, directory) {
  const codes = new Set(directory.map(({ code }) => code));
  const columns = [...Array(widthOf(body)).keys()];
  const tests = [
    (/** @type {string} */ piece) => codes.has(piece.normalize("NFKC").trim().toUpperCase()),
    (/** @type {string} */ piece) => !isFigure(piece) && optionMeant(piece, directory) !== null,
  ];
  for (const test of tests) {
    const at = columns.find((column) => {
      const pieces = columnOf(body, column).filter((piece) => !isBlank(piece));
      return pieces.length > 0 && 2 * pieces.filter(test).length > pieces.length;
    });
    if (at !== undefined) return at;
  }
  return -1;
}

/**
 * @param {string[][]} body
 * @param {number[][]} heads
 * @param {number} at the column of codes
 * @param {LinesLayout} layout
 * @param {Line[]} lines
 * @param {readonly Option[]} directory
 * @returns {Outcome}
 */
function byCode(body, heads, at, layout, lines, directory) {
  const meant = columnOf(body, at).map((piece) => optionMeant(piece, directory) ?? piece.trim());
  /** @type {number[]} */
  const values = [];
  for (let column = 0; column < widthOf(body); column += 1) {
    const pieces = columnOf(body, column);
    const told = pieces.filter((piece) => !isBlank(piece));
    const repeats = pieces.every((piece, row) => isBlank(piece) || optionMeant(piece, directory) === meant[row]);
    if (column === at || (repeats && told.length > 0)) continue;
    if (column > at) values.push(column);
    else if (told.some(isFigure) && !isRunning(told)) return refuse(`第${column + 1}列在代码之左而有数，分不清是哪一栏`);
  }
  const known = heads.find((found) => values.some((column) => found[column] >= 0));
  const target = values.map((column, index) => (known ? (known[column] ?? -1) : index + 1));

  /** @type {Map<string, number>} */
  const lineOf = new Map();
  lines.forEach((line, index) => {
    if (line.code !== "" && !lineOf.has(line.code)) lineOf.set(line.code, index);
  });
  const free = lines.flatMap((line, index) => (line.blank ? [index] : []));
  let next = lines.length;
  /** @type {Set<string>} */
  const seen = new Set();
  /** @type {(number | null)[]} */
  const places = [];
  for (const [row, pieces] of body.entries()) {
    const code = isBlank(meant[row]) ? "" : meant[row];
    const filled = values.some((column) => !isBlank(pieces[column] ?? ""));
    if (code === "" && filled) return refuse(`粘贴的第${row + 1}行有数而没有代码（如合计行），分不清是哪一类`);
    if (code !== "" && seen.has(code)) return refuse(`代码“${code}”在粘贴的内容中出现了两次，分不清取哪一行`);
    seen.add(code);
    if (code !== "" && !lineOf.has(code)) lineOf.set(code, free.shift() ?? next++);
    places.push(lineOf.get(code) ?? null);
  }
  const rows = body.map((pieces, row) => [meant[row], ...values.map((column) => pieces[column] ?? "")]);
  return laidOut(rows, places, [0, ...target], layout, true);
}

/**
 * @param {string[][]} body
 * @param {LinesLayout} layout
 * @param {{line: number, column: number}} start
 * @returns {Outcome}
 */
function positional(body, layout, start) {
  const places = body.map((_, index) => start.line + index);
  const columns = [...Array(widthOf(body)).keys()].map((index) => start.column + index);
  return laidOut(body, places, columns, layout, false);
}

/**
 * @param {string[][]} rows
 * @param {(number | null)[]} places line of each row, from 0
 * @param {number[]} columns
 * @param {LinesLayout} layout
 * @param {boolean} labelled
 * @returns {Outcome}
 */
function laidOut(rows, places, columns, layout, labelled) {
  const needed = Math.max(...places.map((place) => (place ?? 0) + 1));
  if (needed > layout.maximum) return refuse(`粘贴后共${needed}行，本表至多${layout.maximum}行`);
  /** @type {{assignments: {ref: string, text: string}[], fixed: string[], ignored: number, labelled: boolean}} */
  const plan = { assignments: [], fixed: [], ignored: 0, labelled };
  for (const [index, pieces] of rows.entries()) {
    const place = places[index];
    if (place === null) continue;
    for (const [nth, piece] of pieces.entries()) {
      const column = layout.columns[columns[nth]];
      if (column !== undefined && !isNoCell(piece)) {
        plan.assignments.push({ ref: `${layout.group}[${place + 1}].${column.key}`, text: piece });
      } else if (!isBlank(piece)) {
        return refuse(`“${piece}”超出表格范围（本表没有对应的栏）`);
      }
    }
  }
  return plan;
}

/** @param {import("./paste_align.js").Plan} plan @param {LinesLayout} layout */
function figureColumns(plan, layout) {
  return layout.columns
    .filter(({ kind }) => kind === "number")
    .map(({ key, head }) => ({
      head,
      pieces: plan.assignments.flatMap(({ ref, text }) => (ref.endsWith(`].${key}`) ? [text] : [])),
    }));
}
