/** Repeating lines (form 4, products of form 1): adding, removing, numbering, reading them out. */

import { textOf } from "./figures.js";
import { focusCell } from "./grid.js";

/** @typedef {import("./autosave.js").Line} Line */

/** @param {HTMLTableElement} table */
export function linesOf(table) {
  return [...table.querySelectorAll("tr[data-line]")];
}

/** @param {Element} line */
function controlsOf(line) {
  /** @type {(HTMLInputElement | HTMLSelectElement)[]} */
  const controls = [];
  for (const found of line.querySelectorAll("td input:not([type=hidden]), td select")) {
    if (found instanceof HTMLInputElement || found instanceof HTMLSelectElement) controls.push(found);
  }
  return controls;
}

/** @param {Element} line */
function contentOf(line) {
  /** @type {Line} */
  const content = {};
  for (const control of controlsOf(line)) {
    const key = control.name.slice(control.name.lastIndexOf(".") + 1);
    if (control.value.trim() !== "") content[key] = textOf(control);
  }
  return content;
}

/**
 * The lines as the platform keeps them: blank ones left out.
 * @param {HTMLTableElement} table
 * @returns {Line[]}
 */
export function readLines(table) {
  return linesOf(table).map(contentOf).filter((line) => Object.keys(line).length > 0);
}

/**
 * The control behind a reference of the platform, which does not count blank lines.
 * @param {HTMLTableElement} table
 * @param {string} ref "4.lines[3].1"
 */
export function controlAt(table, ref) {
  const match = /\[([0-9]+)\](?:\.(.+))?$/.exec(ref);
  const filled = linesOf(table).filter((line) => Object.keys(contentOf(line)).length > 0);
  const line = match && filled[Number(match[1]) - 1];
  if (!line) return null;
  const controls = controlsOf(line);
  return controls.find((control) => control.name.endsWith(`.${match[2]}`)) ?? controls[0];
}

/**
 * Puts exactly these lines into a table, in this order.
 * @param {HTMLTableElement} table
 * @param {Element[]} lines
 */
export function arrange(table, lines) {
  const now = linesOf(table);
  const body = now[0]?.parentElement ?? table.tBodies[0];
  for (const line of now) if (!lines.includes(line)) line.remove();
  body?.append(...lines);
  renumber(table);
}

/** Gives every line its number again. @param {HTMLTableElement} table */
function renumber(table) {
  const key = table.dataset.lines ?? "";
  linesOf(table).forEach((line, index) => {
    const place = `${key}[${index + 1}]`;
    const head = line.querySelector("th");
    if (head) {
      head.textContent = String(index + 1);
      head.id = place;
    }
    for (const control of controlsOf(line)) {
      const column = control.name.slice(control.name.lastIndexOf(".") + 1);
      const label = control.getAttribute("aria-label") ?? "";
      control.name = control.id = `${place}.${column}`;
      control.setAttribute("aria-label", label.replace(/第[0-9]+行/, `第${index + 1}行`));
      const name = control.parentElement?.querySelector("[data-name-of]");
      name?.setAttribute("data-name-of", control.name);
    }
    const remove = line.querySelector("[data-remove]");
    remove?.setAttribute("value", `${key.split(".")[1]}:${index + 1}`);
    remove?.setAttribute("aria-label", `删除第${index + 1}行`);
  });
}

/** A line like this one with nothing in it. @param {Element} line */
function blankCopy(line) {
  const copy = /** @type {Element} */ (line.cloneNode(true));
  for (const control of controlsOf(copy)) {
    control.value = "";
    control.removeAttribute("aria-invalid");
    control.removeAttribute("aria-describedby");
    delete control.dataset.given;
    delete control.dataset.givenBy;
  }
  for (const extra of copy.querySelectorAll(".cell__fault, .cell__was")) extra.remove();
  for (const name of copy.querySelectorAll("[data-name-of], .sheet__reference")) name.textContent = "";
  for (const cell of copy.querySelectorAll("td")) {
    cell.classList.remove("is-fault", "is-error", "is-query", "is-unknown", "is-changed", "is-suspect", "is-beside", "is-live", "is-given");
    cell.removeAttribute("title");
  }
  copy.classList.remove("is-error");
  return copy;
}

/**
 * A blank line at the end, made when there is none; null when the form takes no more.
 * @param {HTMLTableElement} table
 */
export function blankLine(table) {
  const lines = linesOf(table);
  const last = lines[lines.length - 1];
  if (last && Object.keys(contentOf(last)).length === 0) return last;
  if (!last || lines.length >= Number(table.dataset.maximum ?? 500)) return null;
  const added = blankCopy(last);
  last.after(added);
  renumber(table);
  return added;
}

/** @param {HTMLTableElement} table @param {Element} line */
export function removeLine(table, line) {
  const lines = linesOf(table);
  const alone = lines.length === 1;
  if (alone && Object.keys(contentOf(line)).length === 0) return; // nothing to take back later
  if (alone) line.after(blankCopy(line));
  const next = lines[lines.indexOf(line) + 1] ?? lines[lines.indexOf(line) - 1] ?? line.nextElementSibling;
  line.remove();
  renumber(table);
  if (next) focusCell(document, controlsOf(next)[0]?.name ?? "");
}

/**
 * Puts a chosen code into a blank line and returns the control to type on with.
 * @param {HTMLTableElement} table
 * @param {string} code
 */
export function chooseCode(table, code) {
  const line = blankLine(table);
  const controls = line ? controlsOf(line) : [];
  if (controls.length === 0) return null;
  controls[0].value = code;
  return controls;
}

/**
 * Which items of a directory answer a search: those that contain the text, what stands under them,
 * and the headings above them. An empty text shows all.
 * @param {{code: string, parent: string, text: string}[]} items
 * @param {string} text
 * @returns {Set<string>}
 */
export function matching(items, text) {
  const wanted = text.trim().toLowerCase();
  const parents = new Map(items.map((item) => [item.code, item.parent]));
  const direct = new Set(items.filter((i) => i.text.toLowerCase().includes(wanted)).map((i) => i.code));
  /** @type {Set<string>} */
  const found = new Set();
  for (const { code } of items) {
    const above = ancestors(code, parents);
    if (!above.some((each) => direct.has(each))) continue;
    for (const each of above) found.add(each);
  }
  return found;
}

/** The code itself and everything above it. @param {string} code @param {Map<string, string>} parents */
function ancestors(code, parents) {
  const above = [];
  for (let each = code; each !== "" && parents.has(each); each = parents.get(each) ?? "") above.push(each);
  return above;
}

/** Hides what does not answer the search. @param {HTMLElement} list @param {string} text */
export function filterItems(list, text) {
  const items = [...list.querySelectorAll("li")];
  const found = matching(
    items.map(({ dataset }) => ({
      code: dataset.code ?? "",
      parent: dataset.parent ?? "",
      text: dataset.text ?? "",
    })),
    text,
  );
  for (const item of items) item.hidden = !found.has(item.dataset.code ?? "");
}
