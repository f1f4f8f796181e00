/**
 * Moving through a form like through a spreadsheet. One set of listeners for all tables of a page;
 * the cells are the native controls of the form.
 *
 * @typedef {HTMLInputElement | HTMLSelectElement} Control
 * @typedef {{ref: string, row: number, column: number, writable: boolean, label: string}} Place
 *   a cell and where it stands in the grid
 */

/** @param {EventTarget | null} target @returns {Control | null} */
export function controlOf(target) {
  const is = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
  if (!is || target.type === "hidden" || target.type === "checkbox") return null;
  return target.closest("[data-grid] td") ? target : null;
}

/** @param {Control} control */
export function writable(control) {
  return !control.disabled && !(control instanceof HTMLInputElement && control.readOnly);
}

/** @param {Control} control */
export function labelOf(control) {
  const said = control.getAttribute("aria-label") ?? control.name;
  const tail = control.dataset.tail ?? "";
  return said.endsWith(tail) ? said.slice(0, said.length - tail.length) : said;
}

/**
 * All cells of a table with their place; a row without controls counts no place.
 * @param {HTMLTableElement} table
 * @returns {Place[]}
 */
export function placesOf(table) {
  /** @type {Place[]} */
  const places = [];
  let row = 0;
  for (const line of table.querySelectorAll("tbody tr")) {
    const before = places.length;
    for (const control of line.querySelectorAll("td input, td select")) {
      const known = controlOf(control);
      const cell = control.closest("td");
      if (known === null || cell === null || known.closest("table") !== table) continue;
      places.push({
        ref: known.name,
        row,
        column: cell.cellIndex,
        writable: writable(known),
        label: labelOf(known),
      });
    }
    if (places.length > before) row += 1;
  }
  return places;
}

/**
 * @param {Control} control
 * @returns {HTMLTableElement}
 */
export function tableOf(control) {
  return /** @type {HTMLTableElement} */ (control.closest("table"));
}

/**
 * The cell in the same column of the next row (down 1 or −1) that may be entered.
 * @param {Place[]} places
 * @param {Place} from
 * @param {number} down
 * @param {boolean} onlyWritable
 * @returns {Place | undefined}
 */
export function below(places, from, down, onlyWritable) {
  const column = places
    .filter((place) => place.column === from.column && (place.row - from.row) * down > 0)
    .filter((place) => place.writable || !onlyWritable)
    .sort((a, b) => (a.row - b.row) * down);
  return column[0];
}

/**
 * The neighbour in the same row.
 * @param {Place[]} places
 * @param {Place} from
 * @param {number} step 1 or −1
 * @returns {Place | undefined}
 */
export function beside(places, from, step) {
  const row = places.filter((place) => place.row === from.row);
  return row[row.findIndex((place) => place.ref === from.ref) + step];
}

/**
 * Which cell a key leads to; null when the key keeps its ordinary meaning.
 * @param {Place[]} places
 * @param {Place} from
 * @param {{key: string, shiftKey: boolean}} event
 * @param {{atStart: boolean, atEnd: boolean, choosing: boolean}} caret
 * @returns {Place | null}
 */
export function destination(places, from, event, caret) {
  const step = event.shiftKey ? -1 : 1;
  switch (event.key) {
    case "Enter":
      return below(places, from, step, true) ?? from;
    case "ArrowDown":
      return caret.choosing || event.shiftKey ? null : (below(places, from, 1, false) ?? null);
    case "ArrowUp":
      return caret.choosing || event.shiftKey ? null : (below(places, from, -1, false) ?? null);
    case "ArrowRight":
      return caret.atEnd && !event.shiftKey ? (beside(places, from, 1) ?? null) : null;
    case "ArrowLeft":
      return caret.atStart && !event.shiftKey ? (beside(places, from, -1) ?? null) : null;
    default:
      return null;
  }
}

/**
 * Tab goes from one cell that can be typed into to the next: what the platform fills and the “?”
 * of a row are reached with the arrow keys and F1.
 * @param {ParentNode} root
 */
export function smoothTabOrder(root) {
  for (const control of root.querySelectorAll("[data-grid] td input[readonly], summary[data-row]")) {
    control.setAttribute("tabindex", "-1");
  }
}

/**
 * Puts the focus on a cell and selects its text; false when the page has no such cell.
 * @param {ParentNode} root
 * @param {string} ref
 */
export function focusCell(root, ref) {
  const target = root.querySelector(`[id="${CSS.escape(ref)}"]`);
  if (!(target instanceof HTMLElement)) return false;
  target.focus();
  if (target instanceof HTMLInputElement && target.type === "text") target.select();
  return true;
}
