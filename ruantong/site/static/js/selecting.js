/**
 * Several cells taken at once, by Shift and the arrow keys or by dragging: copied, cut, cleared, filled
 * down and to the right. The cell in hand stays where the rectangle began.
 *
 * @typedef {import("./grid.js").Control} Control
 * @typedef {import("./grid.js").Place} Place
 * @typedef {import("./paste_align.js").Assignment} Assignment
 * @typedef {{table: HTMLTableElement, places: Place[], corner: Place, opposite: Place}} Range
 */

import { textOf } from "./figures.js";
import { controlOf, placesOf, tableOf } from "./grid.js";
import { asBlock, between, clearing, filling, moved, sizeOf } from "./ranges.js";
import { caretOf, OWN } from "./typing.js";

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} said where the size of what is taken is told
 * @param {{
 *   editing: () => Control | null,
 *   settle: () => void,
 *   write: (table: HTMLTableElement, assignments: Assignment[], act: string) => void,
 * }} hooks
 */
export function attachRanges(root, said, hooks) {
  /** @type {Range | null} */
  let range = null;
  /** @type {Control | null} where the mouse was pressed */
  let pressed = null;

  const cells = () => (range === null ? [] : between(range.places, range.corner, range.opposite));

  /** @param {Control} corner @param {Control} opposite */
  function take(corner, opposite) {
    const table = tableOf(corner);
    const places = range?.table === table ? range.places : placesOf(table);
    const [from, to] = [corner, opposite].map(({ name }) => places.find(({ ref }) => ref === name));
    if (from && to) show({ table, places, corner: from, opposite: to });
  }

  /** @param {Range | null} next a single cell is no range */
  function show(next) {
    for (const cell of root.querySelectorAll("td.is-picked")) cell.classList.remove("is-picked");
    const whole = next !== null && next.corner.ref !== next.opposite.ref;
    const had = range !== null;
    range = whole ? next : null;
    for (const { ref } of cells()) document.getElementById(ref)?.closest("td")?.classList.add("is-picked");
    if (range !== null) said.textContent = `已选 ${sizeOf(cells())}`;
    else if (had) said.textContent = "";
  }

  /** @param {string} act @param {Assignment[]} assignments */
  function write(act, assignments) {
    if (range !== null && assignments.length > 0) hooks.write(range.table, assignments, act);
  }

  root.addEventListener("keydown", (event) => {
    const control = controlOf(event.target);
    if (control === null || event.isComposing || event.altKey) return;
    if (event.ctrlKey || event.metaKey ? fill(event) : steer(control, event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);

  /** @param {KeyboardEvent} event */
  function fill(event) {
    const direction = /** @type {const} */ ({ d: "down", r: "right" })[event.key.toLowerCase()];
    if (range === null || direction === undefined || event.shiftKey) return false;
    const act = direction === "down" ? "向下填充" : "向右填充";
    write(act, filling(cells(), direction, plainIn));
    return true;
  }

  /** @param {Control} control @param {KeyboardEvent} event */
  function steer(control, event) {
    if (event.shiftKey && event.key.startsWith("Arrow")) return extend(control, event.key);
    if (range === null || event.key === "Shift") return false;
    if (event.key === "Delete" || event.key === "Backspace") {
      write("清除", clearing(cells()));
      return true;
    }
    show(null);
    return event.key === "Escape";
  }

  /** @param {Control} control @param {string} key */
  function extend(control, key) {
    const caret = caretOf(control);
    const inText = hooks.editing() === control || (!key.endsWith("Up") && !key.endsWith("Down") && !(caret.atStart && caret.atEnd));
    if (range === null && inText) return false;
    if (range === null) hooks.settle();
    const places = range?.places ?? placesOf(tableOf(control));
    const corner = range?.corner ?? places.find(({ ref }) => ref === control.name);
    const opposite = corner && moved(places, range?.opposite ?? corner, key);
    if (corner === undefined || opposite === undefined) return false;
    show({ table: tableOf(control), places, corner, opposite });
    document.getElementById(opposite.ref)?.scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
  }

  for (const type of /** @type {const} */ (["copy", "cut"])) {
    root.addEventListener(type, (event) => {
      const control = controlOf(event.target);
      if (control === null || event.clipboardData === null) return;
      const { atStart, atEnd } = caretOf(control);
      const whole = type === "copy" && textOf(control) !== "" && hooks.editing() !== control && atStart && atEnd;
      if (range === null && !whole) return;
      event.preventDefault();
      event.clipboardData.setData("text/plain", range === null ? textOf(control) : asBlock(cells(), plainIn));
      event.clipboardData.setData(OWN, "1");
      if (type === "cut") write("剪切", clearing(cells()));
    });
  }

  root.addEventListener("focusin", ({ target }) => {
    if (range !== null && controlOf(target)?.name !== range.corner.ref) show(null);
  });
  root.addEventListener("mousedown", (event) => {
    pressed = event.button === 0 ? controlOf(event.target) : null;
    const before = controlOf(document.activeElement);
    if (pressed !== null && event.shiftKey && before !== null && before !== pressed && tableOf(before) === tableOf(pressed)) {
      event.preventDefault();
      hooks.settle();
      take(before, pressed);
    } else if (range !== null) show(null);
  });
  // text taken hold of in a cell is not carried away: the pointer takes cells
  root.addEventListener("dragstart", (event) => {
    if (pressed !== null && hooks.editing() !== pressed) event.preventDefault();
  });
  document.addEventListener("mousemove", ({ buttons, target }) => {
    if (pressed === null || buttons !== 1 || hooks.editing() === pressed || !(target instanceof Element)) return;
    const over = target.closest("td")?.querySelector("input:not([type=hidden]), select") ?? null;
    const control = controlOf(over);
    if (control === null || tableOf(control) !== tableOf(pressed)) return;
    if (control !== pressed || range !== null) take(pressed, control);
  });
  document.addEventListener("mouseup", () => (pressed = null));

  /** @param {Place} place */
  function plainIn(place) {
    return textOf(/** @type {Control} */ (document.getElementById(place.ref)));
  }
}
