/** Blocks copied from a spreadsheet: reading them, and telling what became of them. */

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
 * The sentence shown after a paste.
 * @param {import("./paste_align.js").Plan} plan
 * @param {import("./pasting.js").Done} done
 */
export function pasteReport(plan, { written, kept, fixed, faults }) {
  const parts = [written === 0 ? "没有粘贴" : `已粘贴${written}格${plan.labelled ? "，各数按代码或名称对应到行" : ""}`];
  if (fixed.length > 0) parts.push(`${listed(fixed)}由平台计算或带出，没有改动`);
  if (kept.length > 0) parts.push(`${listed(kept)}粘贴的是空白，原有内容保留`);
  if (plan.ignored > 0) parts.push(`有${plan.ignored}行不是本表的代码或指标，没有粘贴`);
  if (faults.length > 0) {
    const shown = faults.slice(0, 3).join("；");
    parts.push(`有${faults.length}格没有看懂：${shown}${faults.length > 3 ? "…" : ""}`);
  }
  return `${parts.join("；")}。`;
}

/** @param {string[]} names */
function listed(names) {
  return names.slice(0, 3).join("、") + (names.length > 3 ? `等${names.length}格` : "");
}
