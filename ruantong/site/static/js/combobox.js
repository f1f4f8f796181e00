/**
 * Long lists one searches by typing: the combobox pattern of WAI-ARIA with a list of what matches. The
 * focus stays in the text field; arrow keys walk the list, Enter takes an item, Esc closes it. Without
 * this script the native list stands there as the platform wrote it.
 *
 * @typedef {import("./options.js").Option} Option
 * @typedef {{items: readonly Option[], taken: (option: Option) => void}} Source
 */

import { folded } from "./options.js";

const MOST_SHOWN = 100;

/**
 * The items whose code begins with the text, then those whose code or name contains it; all for a blank text.
 * @param {string} text
 * @param {readonly Option[]} items
 */
export function matching(text, items) {
  const wanted = folded(text);
  if (wanted === "") return [...items];
  const begins = items.filter(({ code }) => folded(code).startsWith(wanted));
  const contains = items.filter((item) => !begins.includes(item) && folded(`${item.code} ${item.name}`).includes(wanted));
  return [...begins, ...contains];
}

/**
 * Makes comboboxes of the text fields in `root` that `sourceOf` knows items for. One list serves all of them.
 * @param {HTMLElement} root
 * @param {string} selector the fields, for those that come later too
 * @param {(field: HTMLInputElement) => Source | null} sourceOf
 */
export function attachComboboxes(root, selector, sourceOf) {
  const popup = new Popup();
  const equip = (/** @type {Element} */ field) => {
    field.removeAttribute("list");
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": popup.list.id,
    })) {
      field.setAttribute(name, value);
    }
  };
  for (const field of root.querySelectorAll(selector)) equip(field);

  /** @param {EventTarget | null} target @returns {HTMLInputElement | null} */
  const fieldOf = (target) =>
    target instanceof HTMLInputElement && target.matches(selector) && !target.readOnly ? target : null;
  /** @param {HTMLInputElement} field @param {string} text */
  const open = (field, text) => {
    const source = sourceOf(field);
    if (source) popup.show(field, matching(text, source.items), source.taken);
  };

  root.addEventListener("focusin", ({ target }) => {
    const field = fieldOf(target);
    if (field?.getAttribute("role") !== "combobox" && field) equip(field);
  });
  root.addEventListener("input", (event) => {
    const field = fieldOf(event.target);
    // what the list itself put into the field opens nothing
    if (field && event.isTrusted) open(field, field.value);
  });
  root.addEventListener("focusout", ({ target }) => {
    if (target === popup.field) popup.close();
  });
  root.addEventListener("click", ({ target }) => {
    const field = fieldOf(target);
    if (field && popup.field === null && field.value === "") open(field, "");
  });
  // before the keys of the grid: while the list is open they belong to it
  root.addEventListener(
    "keydown",
    (event) => {
      const field = fieldOf(event.target);
      if (field === null || event.isComposing || event.ctrlKey || event.metaKey) return;
      if (popup.field === null) {
        if (event.key !== "ArrowDown" || !event.altKey) return;
        open(field, "");
      } else if (!popup.press(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
}

/** The list below the field in hand. */
class Popup {
  constructor() {
    this.list = document.createElement("ul");
    this.list.className = "combobox";
    this.list.id = `combobox-${document.querySelectorAll(".combobox").length + 1}`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "可选项");
    this.list.hidden = true;
    this.count = document.createElement("p");
    this.count.className = "visually-hidden";
    this.count.setAttribute("role", "status");
    document.body.append(this.list, this.count);
    /** @type {HTMLInputElement | null} */
    this.field = null;
    /** @type {Option[]} */
    this.options = [];
    this.at = -1;
    /** @type {(option: Option) => void} */
    this.taken = () => {};
    // the field keeps the focus
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => {
      const item = target instanceof Element ? target.closest("[role=option]") : null;
      if (item) this.take([...this.list.children].indexOf(item));
    });
    window.addEventListener("scroll", () => this.place(), { passive: true, capture: true });
    window.addEventListener("resize", () => this.place());
  }

  /** @param {HTMLInputElement} field @param {Option[]} options @param {(option: Option) => void} taken */
  show(field, options, taken) {
    this.close();
    this.count.textContent = options.length === 0 ? "没有相符的项" : `${options.length}项相符`;
    if (options.length === 0) return;
    this.field = field;
    this.taken = taken;
    this.options = options.slice(0, MOST_SHOWN);
    this.list.replaceChildren(...this.options.map(({ code, name }, n) => item(`${this.list.id}-${n}`, code, name)));
    if (options.length > MOST_SHOWN) {
      const more = document.createElement("li");
      more.className = "combobox__more";
      more.setAttribute("role", "presentation");
      more.textContent = `另有${options.length - MOST_SHOWN}项，请再输入几个字`;
      this.list.append(more);
    }
    this.list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    this.place();
  }

  close() {
    this.field?.setAttribute("aria-expanded", "false");
    this.field?.removeAttribute("aria-activedescendant");
    this.field = null;
    this.list.hidden = true;
    this.at = -1;
  }

  /** Whether the key belonged to the list. @param {string} key */
  press(key) {
    const last = this.options.length - 1;
    if (key === "ArrowDown") this.mark(this.at < last ? this.at + 1 : 0);
    else if (key === "ArrowUp") this.mark(this.at > 0 ? this.at - 1 : last);
    else if (key === "PageDown") this.mark(Math.min(last, this.at + 10));
    else if (key === "PageUp") this.mark(Math.max(0, this.at - 10));
    else if (key === "Escape") this.close();
    else if (key === "Enter" && (this.at >= 0 || last === 0)) this.take(Math.max(0, this.at));
    else return false;
    return true;
  }

  /** @param {number} at */
  mark(at) {
    this.list.children[this.at]?.setAttribute("aria-selected", "false");
    this.at = at;
    const item = this.list.children[at];
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    this.field?.setAttribute("aria-activedescendant", item.id);
  }

  /** @param {number} at */
  take(at) {
    const option = this.options[at];
    this.close();
    if (option) this.taken(option);
  }

  /** Under the field, or above it where there is more room. */
  place() {
    if (this.field === null) return;
    const { left, right, top, bottom } = this.field.getBoundingClientRect();
    const below = window.innerHeight - bottom;
    const upwards = below < 160 && top > below;
    const style = this.list.style;
    style.left = `${Math.max(8, Math.min(left, window.innerWidth - 328))}px`;
    style.minWidth = `${Math.min(right - left, window.innerWidth - 16)}px`;
    style.top = upwards ? "auto" : `${bottom}px`;
    style.bottom = upwards ? `${window.innerHeight - top}px` : "auto";
    style.maxHeight = `${Math.min(320, (upwards ? top : below) - 8)}px`;
  }
}

/** @param {string} id @param {string} code @param {string} name */
function item(id, code, name) {
  const line = document.createElement("li");
  line.id = id;
  line.setAttribute("role", "option");
  line.setAttribute("aria-selected", "false");
  const shown = document.createElement("span");
  shown.className = "code";
  shown.textContent = code;
  line.append(shown, ` ${name}`);
  return line;
}
