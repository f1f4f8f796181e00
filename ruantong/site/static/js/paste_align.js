/**
 * Where each piece of a block belongs on a form of rows and columns. The printed sheet has title
 * rows, label columns and heads that a block may or may not carry along: rows are found by 代码 (or
 * name) when the block has them, else by counting, title rows included. A block that could be meant
 * in more than one way, or has a figure without a place, is refused as one: nothing is guessed.
 *
 * @typedef {import("./paste_labels.js").Row} Row
 * @typedef {import("./paste_labels.js").Layout} Layout
 * @typedef {import("./paste_labels.js").Labels} Labels
 * @typedef {{ref: string, text: string}} Assignment
 * @typedef {{
 *   assignments: Assignment[], fixed: string[], ignored: number, labelled: boolean,
 * }} Plan figures and their cells, cells that the platform fills, rows without figures left out
 * @typedef {Plan | {refusal: string}} Outcome
 * @typedef {{row: number, column: number}} Start places among the printed rows and the columns
 */

import {
  columnOf,
  headsIn,
  isBlank,
  isColumnNumbers,
  isFigure,
  isLabelColumn,
  isLabelHead,
  isNoCell,
  labelsOf,
  widthOf,
} from "./paste_labels.js";

const WITH_CODES = "请连同“代码”栏一起复制后再粘贴";

/** @param {string} refusal @returns {{refusal: string}} */
function refuse(refusal) {
  return { refusal };
}

/**
 * @param {Layout} layout
 * @param {string} ref "6.2010.A"
 * @returns {Start | null}
 */
export function startAt(layout, ref) {
  const row = layout.rows.findIndex((each) => !each.title && ref.startsWith(`${layout.form}.${each.key}.`));
  const key = ref.slice(ref.lastIndexOf(".") + 1);
  const column = layout.columns.findIndex((each) => each.key === key);
  return row < 0 || column < 0 ? null : { row, column };
}

/**
 * @param {string[][]} block
 * @param {Layout} layout
 * @param {Start} start
 * @returns {Outcome}
 */
export function planPaste(block, layout, start) {
  const labels = labelsOf(block, layout, layout.rows[start.row]);
  const [[first, ...rest]] = block;
  if (labels === null && block.length === 1 && rest.length > 0 && layout.rows.some(({ code }) => code === first)) {
    return refuse(`“${first}”是本表的代码，也可能是数，请连同指标名称一起复制，或只复制数`);
  }
  const outcome = labels === null ? byCounting(block, layout, start) : byLabel(block, layout, start, labels);
  return "refusal" in outcome ? outcome : (unreadable(figureColumns(outcome, layout)) ?? outcome);
}

// ---- the block names its rows --------------------------------------------------------------------

/**
 * @param {string[][]} block
 * @param {Layout} layout
 * @param {Start} start
 * @param {Labels} labels
 * @returns {Outcome}
 */
function byLabel(block, layout, start, labels) {
  const first = labels.rowOf.findIndex((row) => row !== null);
  /** @type {number[]} */
  const values = [];
  for (let at = 0; at < widthOf(block); at += 1) {
    if (at === labels.at || isLabelColumn(block, at, labels, layout)) continue;
    const used = columnOf(block, at).some((piece, index) => index >= first && !isBlank(piece));
    if (at > labels.at) values.push(at);
    else if (used) return refuse(`第${at + 1}列在代码、名称之左而有数，分不清是哪一栏`);
  }
  if (labels.repeated >= 0) {
    const piece = block[labels.repeated][labels.at];
    return refuse(`“${piece}”在本表中不止一行，分不清是哪一行，请连同代码和项目名称一起复制`);
  }
  const columns = columnsOf(block.slice(0, Math.max(first, 0)), values, layout, start);
  if (typeof columns === "string") return refuse(columns);

  /** @type {Map<number, number>} */
  const taken = new Map();
  let ignored = 0;
  /** @type {(number | null)[]} */
  const rows = [];
  for (const [index, pieces] of block.entries()) {
    const row = labels.rowOf[index];
    const figures = values.filter((at) => !isBlank(pieces[at] ?? ""));
    if (row === null) {
      const heads = index < first && isColumnNumbers(pieces.filter((_, at) => values.includes(at)));
      if (!heads && figures.some((at) => isFigure(pieces[at]))) return refuse(unknownRow(pieces, index, labels));
      if (index > first && figures.length > 0) ignored += 1;
    } else if (figures.length > 0) {
      if (taken.has(row)) return refuse(`“${pieces[labels.at]}”在粘贴的内容中出现了两次，分不清取哪一行`);
      taken.set(row, index);
    }
    rows.push(row);
  }
  return laidOut(block, rows, values, columns, layout, { ignored, labelled: true });
}

/** @param {string[]} pieces @param {number} index @param {Labels} labels */
function unknownRow(pieces, index, labels) {
  const piece = pieces[labels.at] ?? "";
  return isBlank(piece)
    ? `粘贴的第${index + 1}行有数而没有代码，分不清是哪一行`
    : `粘贴的第${index + 1}行“${piece}”不是本表的代码或指标，请核对是否复制了别的表`;
}

/**
 * The printed column of each column of figures: by the heads above them, else from the first one,
 * or a single one where it was pasted. A sentence when that is not clear.
 * @param {string[][]} heads
 * @param {number[]} values
 * @param {Layout} layout
 * @param {Start} start
 * @returns {number[] | string}
 */
function columnsOf(heads, values, layout, start) {
  for (const pieces of heads) {
    const found = headsIn(pieces, layout.columns);
    if (found === null || !values.some((at) => found[at] >= 0)) continue;
    return values.map((at) => found[at] ?? -1);
  }
  if (values.length === 1) return [start.column];
  if (start.column > 0) {
    return `粘贴的内容带有代码或名称并且不止一栏数，请从“${layout.columns[0].head}”栏粘贴，或连同表头一起复制`;
  }
  return values.map((_, index) => index);
}

// ---- the block has figures only ------------------------------------------------------------------

/**
 * @param {string[][]} block
 * @param {Layout} layout
 * @param {Start} start
 * @returns {Outcome}
 */
function byCounting(block, layout, start) {
  const heads = headsIn(block[0], layout.columns);
  const all = [...Array(widthOf(block)).keys()];
  const units = new Set(layout.rows.map((row) => row.unit ?? ""));
  const body = heads === null ? block : block.slice(1);
  const values = all.filter((at) => {
    const pieces = columnOf(body, at).filter((piece) => !isBlank(piece));
    const unit = pieces.length > 0 && pieces.every((piece) => units.has(piece));
    return !unit && !(heads !== null && isLabelHead(block[0][at] ?? ""));
  });
  const known = heads !== null && values.some((at) => heads[at] >= 0);
  const columns = values.map((at, index) => (known ? (heads?.[at] ?? -1) : start.column + index));
  if (body.length === 0) return refuse("粘贴的内容只有表头，没有数");

  const bodies = [body];
  if (heads !== null && body.length > 1 && isColumnNumbers(values.map((at) => body[0][at] ?? ""))) {
    bodies.push(body.slice(1));
  }
  /** @type {Map<string, {plan: Plan, exact: boolean}>} */
  const meant = new Map();
  /** @type {string[]} */
  const reasons = [];
  for (const each of bodies) {
    for (const { rows, exact } of ways(each.length, layout, start)) {
      const outcome = laidOut(each, rows, values, columns, layout, { ignored: 0, labelled: false });
      if ("refusal" in outcome) {
        reasons.push(outcome.refusal);
        continue;
      }
      const told = JSON.stringify(outcome.assignments.filter(({ text }) => text !== ""));
      meant.set(told, { plan: outcome, exact: exact || (meant.get(told)?.exact ?? false) });
    }
  }
  const found = [...meant.values()];
  if (found.length === 0) return refuse(reasons[0] ?? tooLong(body.length, layout, start));
  if (found.length === 1) return found[0].plan;
  const exact = found.filter((each) => each.exact);
  if (exact.length === 1) return exact[0].plan;
  const unclear = bodies.length > 1 ? "分不清表头下的一行是栏号还是数" : "其中的空行分不清是标题行还是没有填的指标";
  return refuse(`粘贴的内容有${body.length}行，${unclear}，${WITH_CODES}`);
}

/**
 * The ways in which so many rows may be counted: with title rows, those just above the start among
 * them, or without. `exact`: they end, title rows counted, with the last row of the form.
 * @param {number} count
 * @param {Layout} layout
 * @param {Start} start
 */
function ways(count, layout, start) {
  /** @type {{rows: number[], exact: boolean}[]} */
  const found = [];
  for (let from = start.row; from === start.row || layout.rows[from]?.title; from -= 1) {
    const rows = Array.from({ length: count }, (_, index) => from + index);
    if (from + count <= layout.rows.length) found.push({ rows, exact: from + count === layout.rows.length });
  }
  const plain = layout.rows.flatMap((row, place) => (place >= start.row && !row.title ? [place] : []));
  if (count <= plain.length) found.push({ rows: plain.slice(0, count), exact: false });
  return found;
}

/** @param {number} count @param {Layout} layout @param {Start} start */
function tooLong(count, layout, start) {
  const { names } = layout.rows[start.row];
  const left = layout.rows.slice(start.row).filter((row) => !row.title).length;
  return `粘贴的内容有${count}行，从“${names[names.length - 1]}”起只有${left}行指标，请从对应的第一格粘贴，或${WITH_CODES.slice(1)}`;
}

// ---- both ----------------------------------------------------------------------------------------

/**
 * Puts the pieces on their cells; a figure where there is no cell refuses the block.
 * @param {string[][]} block
 * @param {(number | null)[]} rows printed row of each row of the block
 * @param {number[]} values columns of the block that hold figures
 * @param {number[]} columns printed column of each of them, -1 for none
 * @param {Layout} layout
 * @param {{ignored: number, labelled: boolean}} told
 * @returns {Outcome}
 */
function laidOut(block, rows, values, columns, layout, told) {
  /** @type {Plan} */
  const plan = { assignments: [], fixed: [], ...told };
  for (const [index, pieces] of block.entries()) {
    const place = rows[index];
    if (place === null) continue;
    const row = layout.rows[place];
    for (const [nth, at] of values.entries()) {
      const piece = pieces[at] ?? "";
      const column = layout.columns[columns[nth]];
      const name = row.names[row.names.length - 1];
      if (column === undefined) {
        if (!isBlank(piece)) return refuse(`“${piece}”超出表格范围（第${at + 1}列在本表没有对应的栏）`);
      } else if (row.title) {
        if (!isBlank(piece)) return refuse(`“${piece}”落在标题行“${name}”上，${WITH_CODES}`);
      } else if (!row.columns.includes(column.key)) {
        if (!isBlank(piece)) return refuse(`“${name}”不填“${column.head}”栏，而粘贴的内容在此有“${piece}”`);
      } else if (isNoCell(piece)) {
        return refuse(`“${piece}”落在“${name}”上，表中此处应有数，${WITH_CODES}`);
      } else {
        const ref = `${layout.form}.${row.key}.${column.key}`;
        if (!row.fixed.includes(column.key)) plan.assignments.push({ ref, text: piece });
        else if (piece !== "") plan.fixed.push(ref);
      }
    }
  }
  const filled = plan.fixed.length > 0 && plan.assignments.every(({ text }) => text === "");
  return filled ? refuse("粘贴处的各格由平台计算或带出，不能填写") : plan;
}

/** @param {Plan} plan @param {Layout} layout */
function figureColumns(plan, layout) {
  const numeric = new Set(layout.rows.filter((row) => row.kind === "number").map((row) => row.key));
  return layout.columns.map(({ key, head }) => ({
    head,
    pieces: plan.assignments.flatMap(({ ref, text }) => {
      const [row, end] = [ref.slice(layout.form.length + 1, -key.length - 1), `.${key}`];
      return ref.endsWith(end) && numeric.has(row) ? [text] : [];
    }),
  }));
}

/**
 * Refuses a block of which most figures, or most of two and more in one column, are words.
 * @param {{head: string, pieces: string[]}[]} columns
 */
export function unreadable(columns) {
  const all = columns.flatMap(({ pieces }) => pieces);
  for (const { head, pieces } of [...columns, { head: "", pieces: all }]) {
    const told = pieces.filter((piece) => !isBlank(piece));
    const words = told.filter((piece) => !isFigure(piece)).map((piece) => `“${piece}”`);
    if (2 * words.length <= told.length || (head !== "" && words.length < 2)) continue;
    const where = head === "" ? "粘贴" : `“${head}”栏`;
    return refuse(
      `${where}的${told.length}格中有${words.length}格没有看懂，不是数：${words.slice(0, 3).join("、")}`,
    );
  }
  return null;
}
