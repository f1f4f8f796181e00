/**
 * A drop-down of many options becomes a field one types into: a code, or any part of a name. The
 * drop-down stays, unseen, and is what the form sends; without this script it is the field.
 */

import { attachComboboxes } from "./combobox.js";

/** @typedef {import("./options.js").Option} Option */

/** @type {Map<HTMLInputElement, HTMLSelectElement>} */
const selects = new Map();

for (const select of document.querySelectorAll("select[data-search]")) {
  if (select instanceof HTMLSelectElement) replace(select);
}
attachComboboxes(document.body, "input[data-search]", (field) => {
  const select = selects.get(field);
  if (select === undefined) return null;
  return { items: itemsOf(select), taken: ({ code }) => put(field, select, code) };
});

/** @param {HTMLSelectElement} select */
function replace(select) {
  const field = document.createElement("input");
  field.type = "text";
  field.autocomplete = "off";
  field.dataset.search = "";
  field.placeholder = "输入代码或名称查找";
  for (const name of ["id", "required", "aria-describedby", "aria-invalid", "aria-label"]) {
    const value = select.getAttribute(name);
    if (value !== null) field.setAttribute(name, value);
    select.removeAttribute(name);
  }
  select.hidden = true;
  select.before(field);
  selects.set(field, select);
  field.value = labelOf(select);
  field.addEventListener("focus", () => field.select());
  // a code or a name typed in full needs no choosing; anything else is not what the form would send
  field.addEventListener("blur", () => {
    const typed = field.value.trim();
    const meant = itemsOf(select).find(({ code, name }) => [code, name, `${code} ${name}`].includes(typed));
    put(field, select, typed === "" ? "" : (meant?.code ?? select.value));
  });
}

/** @param {HTMLSelectElement} select @returns {Option[]} */
function itemsOf(select) {
  return [...select.options]
    .filter(({ value }) => value !== "")
    .map(({ value, text }) => ({ code: value, name: text.startsWith(value) ? text.slice(value.length).trim() : text }));
}

/** @param {HTMLSelectElement} select */
function labelOf(select) {
  return select.value === "" ? "" : (select.selectedOptions[0]?.text ?? "");
}

/** @param {HTMLInputElement} field @param {HTMLSelectElement} select @param {string} code */
function put(field, select, code) {
  const changed = select.value !== code;
  select.value = code;
  field.value = labelOf(select);
  if (changed) select.dispatchEvent(new Event("change", { bubbles: true }));
}
