/** Blocks copied from a spreadsheet: reading them, and planning where each piece goes. */

/**
 * One cell a block may fall on. `column` and `row` are its place in the grid.
 * @typedef {{ref: string, row: number, column: number, writable: boolean, label: string}} Place
 * @typedef {{ref: string, text: string}} Assignment
 * @typedef {{assignments: Assignment[], refused: string[], outside: number}} Plan
 */

/**
 * Rows and columns of tab separated text; a quoted piece may hold tabs, line ends and "".
 * @param {string} text
 * @returns {string[][]}
 */
export function parseBlock(text) {
  /** @type {string[][]} */
  const rows = [[]];
  let index = 0;
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  while (index <= source.length) {
    const [piece, next] = readPiece(source, index);
    rows[rows.length - 1].push(piece);
    if (source[next] === "\n") rows.push([]);
    index = next + 1;
  }
  return rows;
}

/**
 * @param {string} source
 * @param {number} start
 * @returns {[string, number]} the piece and the index of what ended it
 */
function readPiece(source, start) {
  if (source[start] !== '"') return plainPiece(source, start);
  let piece = "";
  let index = start + 1;
  while (index < source.length) {
    if (source[index] === '"' && source[index + 1] === '"') {
      piece += '"';
      index += 2;
    } else if (source[index] === '"') {
      const ends = index + 1 >= source.length || "\t\n".includes(source[index + 1]);
      return ends ? [piece, index + 1] : plainPiece(source, start);
    } else {
      piece += source[index];
      index += 1;
    }
  }
  return plainPiece(source, start);
}

/** @param {string} source @param {number} start @returns {[string, number]} */
function plainPiece(source, start) {
  let end = start;
  while (end < source.length && !"\t\n".includes(source[end])) end += 1;
  return [source.slice(start, end).trim(), end];
}

/** @param {string[][]} block */
export function isBlock(block) {
  return block.length > 1 || block[0].length > 1;
}

/**
 * Lays a block over the grid from `start`. Pieces on cells that cannot be typed are refused unless
 * they are blank; pieces beyond the grid are counted. Nothing is guessed: a block that is wider
 * than the grid is not wrapped.
 * @param {string[][]} block
 * @param {Place[]} places
 * @param {Place} start
 * @returns {Plan}
 */
export function planPaste(block, places, start) {
  const at = new Map(places.map((place) => [`${place.row}:${place.column}`, place]));
  /** @type {Plan} */
  const plan = { assignments: [], refused: [], outside: 0 };
  block.forEach((pieces, down) => {
    pieces.forEach((text, right) => {
      const place = at.get(`${start.row + down}:${start.column + right}`);
      if (place === undefined) {
        if (text !== "") plan.outside += 1;
      } else if (!place.writable) {
        if (text !== "") plan.refused.push(place.label);
      } else {
        plan.assignments.push({ ref: place.ref, text });
      }
    });
  });
  return plan;
}

/**
 * The sentence shown after a paste.
 * @param {Plan} plan
 * @param {string[]} faults what the pasted cells complain about
 */
export function pasteReport(plan, faults) {
  const parts = [`已粘贴${plan.assignments.length}格`];
  if (plan.refused.length > 0) {
    const names = plan.refused.slice(0, 3).join("、");
    const rest = plan.refused.length > 3 ? `等${plan.refused.length}格` : "";
    parts.push(`${names}${rest}由平台计算或带出，没有改动`);
  }
  if (plan.outside > 0) parts.push(`有${plan.outside}格超出表格范围，没有粘贴`);
  if (faults.length > 0) {
    const shown = faults.slice(0, 3).join("；");
    parts.push(`有${faults.length}格没有看懂，已原样保留：${shown}${faults.length > 3 ? "…" : ""}`);
  }
  return `${parts.join("；")}。`;
}
