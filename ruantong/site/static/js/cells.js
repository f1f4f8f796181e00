/** What one cell does with its text: normalise, complain, recompute what follows from it. */

import { putText, textOf } from "./figures.js";
import { growth } from "./growth.js";
import { formatNumber, parseNumber, ValueFault } from "./numbers.js";
import { optionMeant } from "./options.js";
import { converted } from "./units.js";

/** @typedef {import("./grid.js").Control} Control */

/**
 * Rewrites a typed number in its canonical form. A text that is no number stays as typed, and the
 * reason is returned; "" when there is nothing to say.
 * @param {Control} control
 */
export function normalise(control) {
  const decimals = control.dataset.decimals;
  if (decimals === undefined) {
    control.value = control.value.trim();
    return "";
  }
  const { text, fault: tooFine } = converted(control) ?? { text: control.value, fault: "" };
  if (tooFine !== "") {
    putText(control, text);
    return tooFine;
  }
  try {
    const value = parseNumber(text, Number(decimals), true);
    putText(control, formatNumber(value, Number(decimals)));
    return "";
  } catch (fault) {
    if (fault instanceof ValueFault) return fault.message;
    throw fault;
  }
}

/**
 * Shows or takes away the complaint under a cell; what was typed is never touched.
 * @param {Control} control
 * @param {string} message
 */
export function showFault(control, message) {
  const cell = control.closest("td, .sheet-question");
  if (cell === null) return;
  const id = `fault-${control.name}`;
  let note = cell.querySelector(".cell__fault");
  cell.classList.toggle("is-fault", message !== "");
  const described = (control.getAttribute("aria-describedby") ?? "").split(" ");
  const others = described.filter((other) => other !== "" && other !== id);
  if (message === "") {
    note?.remove();
    if (!cell.classList.contains("is-error")) control.removeAttribute("aria-invalid");
  } else {
    if (note === null) {
      note = document.createElement("span");
      note.className = "cell__fault";
      cell.append(note);
    }
    note.id = id;
    note.textContent = message;
    control.setAttribute("aria-invalid", "true");
    others.unshift(id);
  }
  if (others.length > 0) control.setAttribute("aria-describedby", others.join(" "));
  else control.removeAttribute("aria-describedby");
}

/** @param {Control} control */
export function faultOf(control) {
  return control.closest("td, .sheet-question")?.querySelector(".cell__fault")?.textContent ?? "";
}

/**
 * Recomputes 同比 and 环比 of the row a cell stands in.
 * @param {Control} control
 */
export function updateGrowth(control) {
  const row = control.closest("tr");
  for (const target of row?.querySelectorAll("[data-growth]") ?? []) {
    if (!(target instanceof HTMLInputElement)) continue;
    const { growth: method, now, base, last, profit } = target.dataset;
    if (!method || method === "none") continue;
    const sources = [now, base].map((ref) => inRow(row, ref ?? ""));
    const decimals = Number(sources[0]?.dataset.decimals ?? 2);
    const [current, before] = sources.map((source) => (source === null ? "" : textOf(source)));
    putText(target, growth(method, current, before, last ?? "", decimals, profit === "1"));
  }
}

/** @param {Element | null} row @param {string} ref */
function inRow(row, ref) {
  const found = row?.querySelector(`[id="${CSS.escape(ref)}"]`);
  return found instanceof HTMLInputElement ? found : null;
}

/**
 * The code meant by a text typed where a code of a long list belongs: an item's code, name or both,
 * or the one item whose name contains the text. Anything else stays as typed.
 * @param {string} typed
 * @param {import("./options.js").Option[]} items
 */
export function codeMeant(typed, items) {
  const text = typed.trim();
  if (text === "") return "";
  const meant = optionMeant(text, items);
  if (meant !== null) return meant;
  const containing = items.filter((item) => item.name.includes(text));
  return containing.length === 1 ? containing[0].code : text;
}

/** @type {Map<string, import("./options.js").Option[]>} */
const lists = new Map();

/** The items of a long list, which the page holds once. @param {string} key */
export function itemsOf(key) {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const options = document.getElementById(`list-${key}`)?.querySelectorAll("option") ?? [];
  const items = [...options].map((option) => ({ code: option.value, name: option.label }));
  lists.set(key, items);
  return items;
}

/**
 * Turns a typed name into its code and shows the name beside it.
 * @param {Control} control
 */
export function resolveCode(control) {
  const key = control.dataset.list;
  if (key === undefined) return;
  const items = itemsOf(key);
  control.value = codeMeant(control.value, items);
  const name = items.find((item) => item.code === control.value)?.name ?? "";
  const place = control.parentElement?.querySelector("[data-name-of]");
  if (place) place.textContent = name;
}
