/**
 * What an act changes on the page: texts of controls and the lines of tables. Both are held as the
 * elements themselves, because adding and removing lines renumbers the references.
 *
 * @typedef {HTMLInputElement | HTMLSelectElement} Control
 * @typedef {{text: string, platform: boolean}} State `platform`: an automatic value stands there
 * @typedef {Control | HTMLTableElement} Key
 */

import { putText, sentText, textOf } from "./figures.js";
import { arrange, linesOf } from "./lines.js";
import { History } from "./undo.js";

/** The platform offers a value in this cell. @param {Control} control */
export function overridable(control) {
  return control.nextElementSibling?.getAttribute("name") === `auto:${control.name}`;
}

/** @param {Control} control @param {boolean} platform */
export function setPlatform(control, platform) {
  if (platform && overridable(control)) control.dataset.platform = "";
  else delete control.dataset.platform;
}

/** A typed text is the respondent's own; an emptied automatic cell is the platform's again. @param {Control} control */
export function claim(control) {
  setPlatform(control, control.value === "");
}

/** @param {Control} control @returns {State} */
export function stateOf(control) {
  const off = control instanceof HTMLInputElement && control.type === "checkbox" && !control.checked;
  return { text: off ? "" : textOf(control), platform: control.dataset.platform !== undefined };
}

/** As the platform sent the page; for controls that are chosen and not typed. @param {Control} control @returns {State} */
export function sentState(control) {
  if (control instanceof HTMLInputElement) {
    const blank = control.type === "checkbox" && !control.defaultChecked;
    return { text: blank ? "" : sentText(control), platform: false };
  }
  const chosen = [...control.options].find((option) => option.defaultSelected) ?? control.options[0];
  return { text: chosen?.value ?? "", platform: false };
}

/** @param {Control} control @param {State} state */
export function putState(control, state) {
  if (control instanceof HTMLInputElement && control.type === "checkbox") control.checked = state.text !== "";
  else putText(control, state.text);
  setPlatform(control, state.platform);
}

/** What computed columns show is no act of anybody. @param {HTMLTableElement} table @returns {Map<Control, State>} */
function statesIn(table) {
  /** @type {Map<Control, State>} */
  const states = new Map();
  for (const control of table.querySelectorAll("td input:not([type=hidden]), td select")) {
    const is = control instanceof HTMLInputElement || control instanceof HTMLSelectElement;
    if (is && !control.matches("[readonly]")) states.set(control, stateOf(control));
  }
  return states;
}

/** The acts of one page. */
export class Acts {
  constructor() {
    /** @type {History<Key, State | Element[]>} */
    this.history = new History();
    /** @type {WeakMap<Control, State>} what choices held after the last change */
    this.chosen = new WeakMap();
  }

  get canUndo() {
    return this.history.done.length > 0;
  }

  get canRedo() {
    return this.history.undone.length > 0;
  }

  /** One cell was given another text. @param {Control} control @param {State} before */
  typed(control, before) {
    const after = stateOf(control);
    if (before.text !== after.text) this.history.record(new Map([[control, [before, after]]]));
    this.chosen.set(control, after);
  }

  /** A drop-down or a box was set to something else. @param {Control} control */
  chose(control) {
    this.typed(control, this.chosen.get(control) ?? sentState(control));
  }

  /** The platform wrote into a control. @param {Control} control */
  learn(control) {
    this.chosen.set(control, stateOf(control));
  }

  /**
   * Whatever `change` does to the cells and lines of these tables is one act.
   * @param {HTMLTableElement[]} tables
   * @param {() => void} change
   */
  during(tables, change) {
    const found = tables.map((table) => ({ table, states: statesIn(table), lines: linesOf(table) }));
    change();
    /** @type {Map<Key, [State | Element[], State | Element[]]>} */
    const changes = new Map();
    for (const { table, states, lines } of found) {
      const now = linesOf(table);
      if (now.length !== lines.length || now.some((line, n) => line !== lines[n])) changes.set(table, [lines, now]);
      for (const [control, after] of statesIn(table)) {
        const before = states.get(control) ?? { text: "", platform: false };
        if (before.text !== after.text) changes.set(control, [before, after]);
        this.chosen.set(control, after);
      }
    }
    this.history.record(changes);
  }

  /** Takes the last act back, or with `again` the one taken back last does it again. @param {boolean} again */
  step(again) {
    const wanted = again ? this.history.redo() : this.history.undo();
    /** @type {Control[]} */
    const controls = [];
    /** @type {HTMLTableElement[]} */
    const tables = [];
    for (const [key, value] of wanted ?? []) {
      if (key instanceof HTMLTableElement) {
        arrange(key, /** @type {Element[]} */ (value));
        tables.push(key);
      } else {
        putState(key, /** @type {State} */ (value));
        this.chosen.set(key, stateOf(key));
        controls.push(key);
      }
    }
    return wanted && { controls, tables };
  }
}
