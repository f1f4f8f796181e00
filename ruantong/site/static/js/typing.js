/**
 * One cell in hand, as in a spreadsheet: a cell is entered with its whole text selected, so that
 * typing replaces it and the arrow keys move on. F2, a double click or a second click put the caret
 * into the text; from then on the arrow keys belong to the text until the cell is left.
 *
 * @typedef {import("./grid.js").Control} Control
 * @typedef {import("./acts.js").State} State
 */

import { claim, putState, setPlatform, stateOf } from "./acts.js";
import { letGo, takeInHand, textOf } from "./figures.js";
import { controlOf, destination, focusCell, placesOf, tableOf } from "./grid.js";
import { markTyped, showForChange } from "./units.js";

/** Marks what was copied here: figures in the unit of the form, whatever one types in. */
export const OWN = "application/x-ruantong-cells";
const IN_TEXT = { atStart: false, atEnd: false, choosing: true };

/** @param {Control} control */
export function caretOf(control) {
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
 * Listens on a form. `onCommit` is told when a cell's text is final, `onTyping` at every keystroke,
 * `onEnter` when a cell gets the focus, `onDefinition` when the respondent asks for an explanation.
 * Gives what the rest of the page needs to know and do about the cell in hand.
 * @param {HTMLElement} root
 * @param {{
 *   onTyping: (control: Control) => void,
 *   onCommit: (control: Control, before: State) => void,
 *   onEnter: (control: Control) => void,
 *   onPaste: (control: Control, text: string, own: boolean) => boolean,
 *   onDefinition: (control: Control) => void,
 * }} hooks
 */
export function attachTyping(root, hooks) {
  /** @type {Map<Control, State>} */
  const entered = new Map();
  /** @type {Control | null} the cell with its caret in the text */
  let editing = null;
  let pressed = false;

  /** @param {EventTarget | null} target */
  function enter(target) {
    const control = controlOf(target);
    editing = null;
    if (control === null) return;
    takeInHand(control);
    entered.set(control, stateOf(control));
    if (control instanceof HTMLInputElement && !pressed) control.select();
    hooks.onEnter(control);
  }

  /** @param {Control} control */
  function settle(control) {
    const before = entered.get(control);
    if (before === undefined) return;
    if (before.text === textOf(control)) return setPlatform(control, before.platform);
    hooks.onCommit(control, before);
    entered.set(control, stateOf(control));
  }

  document.addEventListener("mousedown", () => (pressed = true), true);
  document.addEventListener("mouseup", () => (pressed = false), true);
  root.addEventListener("focusin", (event) => enter(event.target));
  root.addEventListener("focusout", (event) => {
    const control = controlOf(event.target);
    if (control === null) return;
    settle(control);
    letGo(control);
    entered.delete(control);
    editing = null;
  });

  root.addEventListener("beforeinput", (event) => {
    const control = controlOf(event.target);
    if (!(control instanceof HTMLInputElement)) return;
    const { atStart, atEnd } = caretOf(control);
    if (!(atStart && atEnd)) showForChange(control, textOf(control));
  });

  root.addEventListener("input", (event) => {
    const control = controlOf(event.target);
    if (control === null) return;
    claim(control);
    markTyped(control);
    hooks.onTyping(control);
  });

  root.addEventListener("keydown", (event) => {
    const control = controlOf(event.target);
    if (control === null || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") return restore(control, event);
    if (event.key === "F2" && control instanceof HTMLInputElement) {
      event.preventDefault();
      edit(control);
      return control.setSelectionRange(control.value.length, control.value.length);
    }
    if (event.key === "F1") {
      event.preventDefault();
      return hooks.onDefinition(control);
    }
    const places = placesOf(tableOf(control));
    const from = places.find((place) => place.ref === control.name);
    const to = from && destination(places, from, event, editing === control ? IN_TEXT : caretOf(control));
    if (!to) return;
    event.preventDefault();
    if (to === from) control.blur();
    focusCell(root, to.ref);
  });

  for (const type of /** @type {const} */ (["paste", "drop"])) {
    root.addEventListener(type, (event) => {
      const control = controlOf(event.target);
      const data = event instanceof DragEvent ? event.dataTransfer : event.clipboardData;
      const text = data?.getData("text/plain");
      if (control === null || !text) return;
      settle(control);
      if (!hooks.onPaste(control, text, data?.types.includes(OWN) ?? false)) return;
      event.preventDefault();
      refresh(control);
    });
  }

  attachMouse(root, () => editing, edit);
  pressed = true; // what is being typed while the page loads is not taken hold of
  enter(document.activeElement);
  pressed = false;
  return {
    /** What was typed so far counts, without leaving the cell. */
    settle: () => {
      const control = controlOf(document.activeElement);
      if (control !== null) settle(control);
    },
    /** True while something is typed into this cell and not yet final. @param {Control} control */
    busy: (control) => {
      const before = entered.get(control);
      return before !== undefined && before.text !== textOf(control);
    },
    refresh,
    /** The cell with its caret in the text. */
    editing: () => editing,
  };

  /** The text of a cell was changed under the hand: it counts as found. @param {Control} control */
  function refresh(control) {
    if (!entered.has(control)) return;
    entered.set(control, stateOf(control));
    editing = null;
    if (control instanceof HTMLInputElement) control.select();
  }

  /** The caret is in the text from now on. @param {HTMLInputElement} control */
  function edit(control) {
    editing = control;
    showForChange(control, textOf(control));
  }

  /** @param {Control} control @param {KeyboardEvent} event */
  function restore(control, event) {
    const before = entered.get(control);
    if (before === undefined) return;
    if (before.text !== textOf(control)) {
      event.preventDefault();
      putState(control, before);
      hooks.onTyping(control);
    } else if (editing === control) putState(control, before);
    else return;
    editing = null;
    if (control instanceof HTMLInputElement) control.select();
  }
}

/**
 * The first click takes the whole cell, the next one puts the caret; a double click does both at once,
 * where it was clicked. Text selected by dragging stays selected.
 * @param {HTMLElement} root
 * @param {() => Control | null} editing
 * @param {(control: HTMLInputElement) => void} edit
 */
function attachMouse(root, editing, edit) {
  let first = false;
  let inText = false;
  let caret = 0;

  /** @param {EventTarget | null} target */
  function inputOf(target) {
    const control = controlOf(target);
    return control instanceof HTMLInputElement ? control : null;
  }

  root.addEventListener("mousedown", (event) => {
    const control = inputOf(event.target);
    if (control === null || event.button !== 0 || event.detail > 1) return;
    first = control !== document.activeElement;
    inText = editing() === control;
  });
  root.addEventListener("click", (event) => {
    const control = inputOf(event.target);
    if (control === null || control !== document.activeElement) return;
    if (event.detail !== 1) return;
    const { selectionStart: start, selectionEnd: end } = control;
    // a click into selected text collapses it only after this event
    caret = start !== null && start === end ? start : control.value.length;
    if (!first) edit(control);
    else if (start === end) control.select();
  });
  root.addEventListener("dblclick", (event) => {
    const control = inputOf(event.target);
    if (control === null || inText) return;
    edit(control);
    control.setSelectionRange(caret, caret);
  });
}
