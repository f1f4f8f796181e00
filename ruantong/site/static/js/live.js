/**
 * 即时核对 on the form page: reads what stands in the cells after a short pause, marks cells and
 * lists what does not hold. Without it, or when it fails, the page works as before.
 */

import { updateGrowth } from "./cells.js";
import { putText, textOf } from "./figures.js";
import { readLines } from "./lines.js";
import { Panel } from "./live_panel.js";
import { Program } from "./rules/program.js";
import { Watch } from "./rules/watch.js";

const PAUSE = 250;
// A fixed cell or a question of the head; cells of lines are read line by line.
const CELL = /^[0-9A-Za-z]+\.[0-9A-Za-z_.]+\.[0-9A-Za-z_]+$/;

const form = document.querySelector("form[data-dossier]");
const section = document.querySelector("[data-live]");
if (form instanceof HTMLFormElement && section instanceof HTMLElement) void start(form, section);

/** @param {HTMLFormElement} root @param {HTMLElement} place */
async function start(root, place) {
  const given = await fetchJson(root.dataset.dossier ?? "");
  const rules = given && (await fetchJson(given.rules));
  if (!rules) return;
  const watch = new Watch(new Program(rules), given);
  const live = new Live(root, watch, new Panel(place, root, watch));
  live.learn(given.forms);
  live.run();
}

/** @param {string} address @returns {Promise<any>} null when the platform does not answer with it */
async function fetchJson(address) {
  try {
    const response = await fetch(address, { headers: { Accept: "application/json" } });
    return response.ok && !response.redirected ? await response.json() : null;
  } catch {
    return null;
  }
}

class Live {
  /** @param {HTMLFormElement} root @param {Watch} watch @param {Panel} panel */
  constructor(root, watch, panel) {
    this.root = root;
    this.watch = watch;
    this.panel = panel;
    this.timer = 0;
    /** @type {Map<string, string>} texts by reference, as the watch has them */
    this.texts = new Map();
    /** @type {Map<string, string>} lines by group, as the watch has them */
    this.lines = new Map();
    /** @type {Set<string>} automatic cells typed into since the last look */
    this.typed = new Set();
    /** @type {Set<string>} every value computed so far: an answer to an older save may bring one back */
    this.computed = new Set();
    this.broken = false;
    root.addEventListener("input", ({ target }) => {
      if (target instanceof HTMLInputElement && watch.isAutomatic(target.name)) this.typed.add(target.name);
    });
    const wait = () => this.wait();
    for (const type of ["input", "change", "click", "focusout", "paste"]) root.addEventListener(type, wait);
    // what the platform answers to a save is written into cells without an event
    const status = root.querySelector("[data-status]");
    // a complaint under a cell and the summary beside it are never of two minds, not for a moment
    new MutationObserver((changes) => {
      const nodes = changes.flatMap(({ addedNodes, removedNodes }) => [...addedNodes, ...removedNodes]);
      if (nodes.some((node) => node instanceof Element && node.matches(".cell__fault"))) this.run();
    }).observe(root, { childList: true, subtree: true });
    if (status) new MutationObserver(wait).observe(status, { attributes: true, childList: true });
  }

  wait() {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.run(), PAUSE);
  }

  /** What the watch was made with. @param {any} forms */
  learn(forms) {
    const content = forms[this.root.dataset.form ?? ""] ?? {};
    const code = this.root.dataset.form;
    for (const [key, text] of Object.entries(content.head ?? {})) this.texts.set(`${code}.head.${key}`, text ?? "");
    for (const [row, cells] of Object.entries(content.cells ?? {})) {
      for (const [key, text] of Object.entries(cells)) this.texts.set(`${code}.${row}.${key}`, text ?? "");
    }
    for (const [key, lines] of Object.entries(content.rows ?? {})) {
      this.lines.set(`${code}.${key}`, JSON.stringify(lines));
    }
  }

  /** Takes over what changed in the cells, computes, shows. A fault of its own takes it off the page. */
  run() {
    window.clearTimeout(this.timer);
    if (this.broken) return;
    this.broken = true;
    try {
      const [cells, lines] = [this.#takeCells(), this.#takeLines()];
      const changed = cells || lines;
      if (changed) this.#writeComputed();
      this.panel.show(changed);
      this.broken = false;
    } finally {
      if (this.broken) this.panel.close();
    }
  }

  #takeCells() {
    let changed = false;
    for (const [ref, text] of textsIn(this.root)) {
      if ((this.texts.get(ref) ?? "") === text) continue;
      changed = true;
      this.texts.set(ref, text);
      if (this.watch.isAutomatic(ref)) this.#handOver(ref, text);
      this.watch.change(ref, text);
    }
    return changed;
  }

  #takeLines() {
    let changed = false;
    for (const table of this.root.querySelectorAll("table[data-lines]")) {
      if (!(table instanceof HTMLTableElement)) continue;
      const key = table.dataset.lines ?? "";
      const lines = readLines(table);
      const text = JSON.stringify(lines);
      if ((this.lines.get(key) ?? "[]") === text) continue;
      changed = true;
      this.lines.set(key, text);
      this.watch.changeLines(key, lines);
    }
    return changed;
  }

  /**
   * An automatic cell the respondent wrote into is no longer the platform's; emptied it is again.
   * @param {string} ref @param {string} text
   */
  #handOver(ref, text) {
    const own = !this.typed.delete(ref) && this.computed.has(`${ref} ${text}`);
    if (text === "") this.watch.own.add(ref);
    else if (!own) this.watch.own.delete(ref);
  }

  #writeComputed() {
    for (const [ref, text] of this.watch.computed()) {
      this.computed.add(`${ref} ${text}`);
      const control = document.getElementById(ref);
      if (!(control instanceof HTMLInputElement) || control === document.activeElement) continue;
      this.texts.set(ref, text);
      if (textOf(control) === text) continue;
      putText(control, text);
      const offered = this.root.elements.namedItem(`auto:${ref}`);
      if (offered instanceof HTMLInputElement) offered.value = text;
      updateGrowth(control);
    }
  }
}

/**
 * The text of every fixed cell and question of the form.
 * @param {HTMLFormElement} root
 * @returns {Map<string, string>}
 */
function textsIn(root) {
  /** @type {Map<string, string>} */
  const texts = new Map();
  for (const control of root.elements) {
    const known = control instanceof HTMLInputElement || control instanceof HTMLSelectElement;
    if (!known || !CELL.test(control.name) || control.dataset.growth !== undefined) continue;
    if (control.type === "checkbox") {
      const before = texts.get(control.name) ?? "";
      const chosen = control instanceof HTMLInputElement && control.checked ? control.value : "";
      texts.set(control.name, [before, chosen].filter((code) => code !== "").join(";"));
    } else if (control.type !== "hidden") {
      texts.set(control.name, textOf(control));
    }
  }
  return texts;
}
