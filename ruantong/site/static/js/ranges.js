/**
 * Rectangles of cells: which cells one holds, its figures as a block for the clipboard, and what filling
 * or clearing it writes. Cells that the platform fills are copied and never written.
 *
 * @typedef {import("./grid.js").Place} Place
 * @typedef {import("./paste_align.js").Assignment} Assignment
 */

import { below, beside } from "./grid.js";

/**
 * The cells between two corners.
 * @param {Place[]} places
 * @param {Place} corner
 * @param {Place} opposite
 */
export function between(places, corner, opposite) {
  const [top, bottom] = [corner.row, opposite.row].sort((a, b) => a - b);
  const [left, right] = [corner.column, opposite.column].sort((a, b) => a - b);
  return places.filter(
    ({ row, column }) => row >= top && row <= bottom && column >= left && column <= right,
  );
}

/**
 * Where the moving corner goes with an arrow key; it stays at the edge of the table.
 * @param {Place[]} places
 * @param {Place} corner
 * @param {string} key
 */
export function moved(places, corner, key) {
  const down = { ArrowDown: 1, ArrowUp: -1 }[key];
  const right = { ArrowRight: 1, ArrowLeft: -1 }[key];
  if (down !== undefined) return below(places, corner, down, false) ?? corner;
  return (right && beside(places, corner, right)) || corner;
}

/** @param {Place[]} cells */
function rowsOf(cells) {
  return [...new Set(cells.map(({ row }) => row))].sort((a, b) => a - b);
}

/** @param {Place[]} cells */
function columnsOf(cells) {
  return [...new Set(cells.map(({ column }) => column))].sort((a, b) => a - b);
}

/** “3 行 × 2 列” @param {Place[]} cells */
export function sizeOf(cells) {
  return `${rowsOf(cells).length} 行 × ${columnsOf(cells).length} 列`;
}

/**
 * Tab separated text; a place without a cell is blank.
 * @param {Place[]} cells
 * @param {(place: Place) => string} textOf
 */
export function asBlock(cells, textOf) {
  return rowsOf(cells)
    .map((row) =>
      columnsOf(cells)
        .map((column) => cells.find((cell) => cell.row === row && cell.column === column))
        .map((cell) => (cell === undefined ? "" : quoted(textOf(cell))))
        .join("\t"),
    )
    .join("\n");
}

/** @param {string} text */
function quoted(text) {
  return /["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** @param {Place[]} cells @returns {Assignment[]} */
export function clearing(cells) {
  return cells.filter(({ writable }) => writable).map(({ ref }) => ({ ref, text: "" }));
}

/**
 * The first row written into those below it, or the first column into those beside it.
 * @param {Place[]} cells
 * @param {"down" | "right"} direction
 * @param {(place: Place) => string} textOf
 * @returns {Assignment[]}
 */
export function filling(cells, direction, textOf) {
  const [along, across] = direction === "down" ? /** @type {const} */ (["column", "row"]) : /** @type {const} */ (["row", "column"]);
  const first = Math.min(...cells.map((cell) => cell[across]));
  return cells.flatMap((cell) => {
    const source = cells.find((each) => each[across] === first && each[along] === cell[along]);
    if (source === undefined || source === cell || !cell.writable) return [];
    return [{ ref: cell.ref, text: textOf(source) }];
  });
}
