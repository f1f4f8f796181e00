/**
 * Money typed in another unit than the form's (元, 千元, 万元): the decimal point is shifted in the digits,
 * never computed with. What a cell holds for everybody else is always in the form's unit.
 *
 * @typedef {import("./grid.js").Control} Control
 */

import { readDecimal, shown, ValueFault } from "./numbers.js";

/** @type {Record<string, number>} */
const POWERS = { "": 0, 千: 3, 万: 4, 百万: 6, 亿: 8 };
const TYPED_SIZES = ["", "千", "万"];
const MONEY = /^(千|万|百万|亿)?(元|美元)$/;

/**
 * How a unit of the form is called in another size, and the places between the two; null for what is no
 * money or is of that size.
 * @param {string} unit "万美元"
 * @param {string} size "", "千", "万"
 */
export function resized(unit, size) {
  const match = MONEY.exec(unit);
  if (match === null || (match[1] ?? "") === size) return null;
  return { name: size + match[2], places: POWERS[match[1] ?? ""] - POWERS[size] };
}

/**
 * A plain decimal with its point moved to the left (to the right where `places` is negative).
 * @param {{minus: boolean, whole: string, fraction: string}} decimal
 * @param {number} places
 */
export function shifted({ minus, whole, fraction }, places) {
  const scale = fraction.length + places;
  const digits = (whole + fraction + "0".repeat(Math.max(0, -scale))).padStart(Math.max(0, scale) + 1, "0");
  const point = digits.length - Math.max(0, scale);
  const front = digits.slice(0, point).replace(/^0+(?=[0-9])/, "");
  const back = digits.slice(point).replace(/0+$/, "");
  return { text: (minus ? "-" : "") + front + (back && `.${back}`), decimals: back.length };
}

/**
 * What is typed, in the form's unit. What has more decimals there than the form takes keeps the unit it was
 * typed in beside it, so that it is refused everywhere and never taken for another amount.
 * @param {string} typed
 * @param {string} unit
 * @param {string} size
 * @param {number} decimals
 */
export function intoForm(typed, unit, size, decimals) {
  const other = resized(unit, size);
  try {
    const decimal = other && readDecimal(typed, decimals, true);
    if (!decimal || !other) return { text: typed, fault: "" };
    const result = shifted(decimal, other.places);
    if (result.decimals <= decimals) return { text: result.text, fault: "" };
    const fault = `“${shown(typed)}”${other.name}合${result.text}${unit}，应填写折合${unit}后至多${decimals}位小数的数`;
    return { text: `${typed.trim()}${other.name}`, fault };
  } catch (fault) {
    if (fault instanceof ValueFault) return { text: typed, fault: "" };
    throw fault;
  }
}

/** What stands in a cell, to be changed in the unit one types in. @param {string} text @param {string} unit @param {string} size */
export function outOfForm(text, unit, size) {
  const other = resized(unit, size);
  if (other === null) return text;
  if (text.endsWith(other.name)) return text.slice(0, -other.name.length);
  const match = /^(-?)([0-9]+)(?:\.([0-9]+))?$/.exec(text);
  if (match === null) return text;
  return shifted({ minus: match[1] !== "", whole: match[2], fraction: match[3] ?? "" }, -other.places).text;
}

// ---- the cells of a page -------------------------------------------------------------------------

/** @type {string | null} null: the form's own unit */
let chosen = null;
/** @type {WeakSet<Control>} cells whose text is in the unit one types in */
const typedIn = new WeakSet();

/** The unit of a row, or of a column of lines. @param {Control} control */
function unitOf(control) {
  const row = control.closest("tr")?.querySelector(".sheet__unit")?.textContent;
  if (row) return row.trim();
  const cell = control.closest("td");
  const heads = control.closest("table")?.tHead?.rows[0]?.cells;
  const head = cell && heads?.[cell.cellIndex]?.querySelector(".sheet__in")?.textContent;
  return (head ?? "").replace(/[（）\s]/g, "");
}

/** @param {Control} control */
function typedOtherwise(control) {
  return chosen !== null && control.dataset.decimals !== undefined && resized(unitOf(control), chosen) !== null;
}

/** @param {string | null} size */
export function typeIn(size) {
  chosen = size;
}

/** The text of this cell was just typed or pasted. @param {Control} control */
export function markTyped(control) {
  if (typedOtherwise(control)) typedIn.add(control);
}

/** The text of this cell is in the form's unit. @param {Control} control */
export function unmark(control) {
  typedIn.delete(control);
}

/** Null while the text of the cell is in the form's unit. @param {Control} control */
export function converted(control) {
  if (chosen === null || !typedIn.has(control)) return null;
  return intoForm(control.value, unitOf(control), chosen, Number(control.dataset.decimals));
}

/** What stands in the cell is going to be changed, not replaced. @param {HTMLInputElement} control @param {string} text */
export function showForChange(control, text) {
  if (chosen === null || typedIn.has(control) || text === "" || !typedOtherwise(control)) return;
  control.value = outOfForm(text, unitOf(control), chosen);
  typedIn.add(control);
}

/**
 * The choice is kept in this browser for each enterprise. A form without money has none.
 * @param {HTMLSelectElement} select
 * @param {HTMLElement} root
 */
export function attachUnits(select, root) {
  for (const size of TYPED_SIZES) select.add(new Option(`${size}元`));
  const key = `ruantong-typing-unit-${select.dataset.unit}`;
  const money = [...root.querySelectorAll(".sheet__unit, .sheet__in")].some((unit) =>
    MONEY.test((unit.textContent ?? "").replace(/[（）\s]/g, "")),
  );
  const place = select.closest("label");
  if (place) place.hidden = !money;
  if (!money) return;
  const take = () => {
    typeIn(select.value === "" ? null : select.value.replace("元", ""));
    place?.classList.toggle("is-other", select.value !== "");
  };
  try {
    select.value = localStorage.getItem(key) ?? "";
  } catch {
    select.value = ""; // the browser keeps nothing
  }
  if (select.selectedIndex < 0) select.value = "";
  take();
  select.addEventListener("change", (event) => {
    event.stopPropagation();
    take();
    try {
      localStorage.setItem(key, select.value);
    } catch {
      // it holds until the page is left
    }
  });
}
