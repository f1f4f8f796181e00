/** Where the page opens: at the cell of its address, at what was found, or at the next cell to fill in. */

import { controlOf, focusCell, writable } from "./grid.js";

// below it a row is a block of its own, and moving to a cell would push the head of the page away
const NARROW = "(max-width: 60rem)";

/**
 * The page was opened at a cell (a link from another form): put the focus there. Otherwise the cell
 * the last 数据审核 asks about first is brought into view, without taking the focus: the result is
 * read first. Else the hand is put on the next cell to fill in, unless the person was quicker.
 */
export function openPage() {
  const ref = decodeURIComponent(window.location.hash.slice(1));
  if (ref !== "" && ref !== "findings") return void focusCell(document, ref);
  if (showFirst() || ref !== "" || window.matchMedia(NARROW).matches) return;
  const blank = document.activeElement === document.body ? firstBlank(document) : null;
  if (blank !== null) focusCell(document, blank.id);
}

/**
 * The first cell that is blank and is for the respondent to fill in, not for the platform. Repeating lines wait to be filled in as long as
 * there is none: whether another is needed, or a blank cell of a filled one, nobody knows.
 * @param {ParentNode} root
 */
export function firstBlank(root) {
  for (const found of root.querySelectorAll("[data-grid] td input, [data-grid] td select")) {
    const control = controlOf(found);
    if (control === null || control.value !== "" || !writable(control)) continue;
    if (control.dataset.platform !== undefined) continue;
    const line = control.closest("[data-line]");
    const table = control.closest("table");
    if (line === null || (table && [...table.querySelectorAll("[data-line]")].every(isBlank))) return control;
  }
  return null;
}

/** @param {Element} line */
function isBlank(line) {
  return [...line.querySelectorAll("td input, td select")].every((each) => controlOf(each)?.value === "");
}

/** Whether there is a cell that is asked about. */
function showFirst() {
  const result = document.querySelector("[data-first]");
  const first = document.getElementById((result instanceof HTMLElement && result.dataset.first) || "");
  const panel = result?.closest(".sheet-aside");
  // on a narrow screen the result stands above the sheet: moving to the cell would hide it
  if (first === null || !panel) return false;
  if (getComputedStyle(panel).position !== "sticky") return true;
  const show = () => {
    const head = 2 * (document.querySelector(".sheet-bar")?.getBoundingClientRect().height ?? 0);
    const asked = [...document.querySelectorAll("td.is-suspect")].map((cell) => cell.getBoundingClientRect());
    const all = {
      top: Math.min(...asked.map(({ top }) => top)),
      bottom: Math.max(...asked.map(({ bottom }) => bottom)),
    };
    const fits = asked.length > 0 && all.bottom - all.top < window.innerHeight - head;
    const { top, bottom } = fits ? all : first.getBoundingClientRect();
    if (top >= head && bottom <= window.innerHeight) return;
    window.scrollBy(0, (top + bottom - head - window.innerHeight) / 2);
  };
  // the browser itself goes to the place the address names when everything is loaded
  if (document.readyState === "complete") show();
  else window.addEventListener("load", () => requestAnimationFrame(show), { once: true });
  return true;
}
