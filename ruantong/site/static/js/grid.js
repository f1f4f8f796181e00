/**
 * Moving through a form like through a spreadsheet. One set of listeners for all tables of a page;
 * the cells are the native controls of the form.
 *
 * @typedef {HTMLInputElement | HTMLSelectElement} Control
 * @typedef {import("./paste.js").Place} Place
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
  return control.getAttribute("aria-label") ?? control.name;
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

/** @param {Control} control */
function caretOf(control) {
  if (control instanceof HTMLSelectElement) {
    return { atStart: true, atEnd: true, choosing: true };
  }
  const choosing = control.hasAttribute("list");
  const { selectionStart: start, selectionEnd: end, value } = control;
  if (start === null || end === null) return { atStart: true, atEnd: true, choosing };
  const all = start === 0 && end === value.length;
  return {
    atStart: all || (start === 0 && end === 0),
    atEnd: all || (start === value.length && end === value.length),
    choosing,
  };
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
 * Listens on a form. `onCommit` is told when a cell's text is final, `onTyping` at every keystroke,
 * `onEnter` when a cell gets the focus, `onDefinition` when the respondent asks for an explanation.
 * @param {HTMLElement} root
 * @param {{
 *   onTyping: (control: Control) => void,
 *   onCommit: (control: Control, before: string) => void,
 *   onEnter: (control: Control) => void,
 *   onPaste: (control: Control, text: string) => boolean,
 *   onUndo: () => boolean,
 *   onDefinition: (control: Control) => void,
 * }} hooks
 */
export function attachGrid(root, hooks) {
  /** @type {Map<Control, string>} */
  const entered = new Map();

  root.addEventListener("focusin", (event) => {
    const control = controlOf(event.target);
    if (control === null) return;
    entered.set(control, control.value);
    hooks.onEnter(control);
  });

  root.addEventListener("focusout", (event) => {
    const control = controlOf(event.target);
    const before = control === null ? undefined : entered.get(control);
    if (control === null || before === undefined) return;
    entered.delete(control);
    if (before !== control.value) hooks.onCommit(control, before);
  });

  root.addEventListener("input", (event) => {
    const control = controlOf(event.target);
    if (control !== null) hooks.onTyping(control);
  });

  root.addEventListener("keydown", (event) => {
    const control = controlOf(event.target);
    if (control === null || event.isComposing || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      const untouched = entered.get(control) === control.value;
      if (event.key === "z" && untouched && hooks.onUndo()) event.preventDefault();
      return;
    }
    if (event.key === "Escape") return restore(control, event);
    if (event.key === "F1") {
      event.preventDefault();
      return hooks.onDefinition(control);
    }
    const places = placesOf(tableOf(control));
    const from = places.find((place) => place.ref === control.name);
    const to = from && destination(places, from, event, caretOf(control));
    if (!to) return;
    event.preventDefault();
    if (to === from) control.blur();
    focusCell(root, to.ref);
  });

  root.addEventListener("paste", (event) => {
    const control = controlOf(event.target);
    const text = event.clipboardData?.getData("text/plain");
    if (control !== null && text && hooks.onPaste(control, text)) event.preventDefault();
  });

  /** @param {Control} control @param {KeyboardEvent} event */
  function restore(control, event) {
    const before = entered.get(control);
    if (before === undefined || before === control.value) return;
    event.preventDefault();
    control.value = before;
    hooks.onTyping(control);
    if (control instanceof HTMLInputElement) control.select();
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
