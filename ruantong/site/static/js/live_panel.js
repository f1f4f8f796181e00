/**
 * The list of 即时核对 beside the form, and its marks on the cells. Until something was changed after
 * the last 数据审核 that result alone is shown.
 *
 * @typedef {import("./rules/watch.js").Watch} Watch
 * @typedef {import("./rules/watch.js").Watched} Watched
 */

import { stateOf } from "./acts.js";
import { faultOf } from "./cells.js";
import { textOf } from "./figures.js";
import { labelOf } from "./grid.js";
import { controlAt } from "./lines.js";
import { grouped } from "./numbers.js";
import { cellName } from "./rules/names.js";

const MOST_SHOWN = 30;
const MOST_LINKS = 8;
const GROUPS = [
  { level: "error", title: "强制性审核不符", open: true },
  { level: "query", title: "核实性审核待核实", open: true },
  { level: "unfilled", title: "相关单元格还没填", open: false },
  { level: "unknown", title: "暂时不能判定", open: false },
];
const MARKS = ["is-error", "is-query", "is-unknown", "is-suspect", "is-beside"];

export class Panel {
  /** @param {HTMLElement} place @param {HTMLFormElement} root @param {Watch} watch */
  constructor(place, root, watch) {
    this.place = place;
    this.root = root;
    this.watch = watch;
    const result = document.querySelector("[data-findings]");
    /** A result of 数据审核 that still holds: nothing was changed since. */
    this.waiting = result !== null && !result.hasAttribute("data-stale");
    this.shown = "";
    /** @type {Map<string, boolean>} whether the respondent opened or closed a group */
    this.opened = new Map();
    place.addEventListener("toggle", (event) => this.#remember(event.target), true);
  }

  /** @param {EventTarget | null} target */
  #remember(target) {
    if (target instanceof HTMLDetailsElement) this.opened.set(target.dataset.level ?? "", target.open);
  }

  /** @param {boolean} changed whether a cell was changed since the page was loaded */
  show(changed) {
    if (this.waiting && !changed) return;
    this.waiting = false;
    const blank = this.#isUntouched();
    // a form nobody has touched is not filled in yet: there is nothing wrong with it
    const findings = this.watch.findings().filter((finding) => !blank || !this.#isHere(finding));
    const faults = this.#faulty().map((control) => `${control.name} ${faultOf(control)}`);
    const told = [
      String(blank),
      ...faults,
      ...findings.map(({ key, level, message }) => `${key} ${level} ${message}`),
    ].join("\n");
    if (told === this.shown && !this.place.hidden) return;
    this.shown = told;
    this.place.hidden = false;
    document.querySelector(".sheet-page")?.classList.add("has-findings");
    this.#list(findings, blank);
    this.#mark(findings);
  }

  /** Controls whose text was not understood: the complaint stands under them. */
  #faulty() {
    return [...this.root.querySelectorAll(".cell__fault")].flatMap((fault) => {
      const control = fault.closest("td, .sheet-question")?.querySelector("input:not([type=hidden]), select");
      return control instanceof HTMLInputElement || control instanceof HTMLSelectElement ? [control] : [];
    });
  }

  /** Whether nothing stands in the form but what the platform has put there. */
  #isUntouched() {
    return ![...this.root.querySelectorAll("table[data-grid] td input, table[data-grid] td select, .sheet-question select")].some(
      (control) =>
        (control instanceof HTMLInputElement || control instanceof HTMLSelectElement) &&
        control.type !== "hidden" &&
        !control.matches("[readonly], [data-platform]") &&
        !this.watch.own.has(control.name) &&
        !this.#isOffered(control) &&
        stateOf(control).text !== "",
    );
  }

  /** The figure the platform offers, untouched. @param {HTMLInputElement | HTMLSelectElement} control */
  #isOffered(control) {
    const offered = this.root.elements.namedItem(`auto:${control.name}`);
    return offered instanceof HTMLInputElement && offered.value === textOf(control);
  }

  /** Takes everything off the page that this panel put there. */
  close() {
    this.place.hidden = true;
    this.#mark([]);
  }

  // ---- list --------------------------------------------------------------------------------------

  /** @param {Watched[]} findings @param {boolean} blank */
  #list(findings, blank) {
    const here = findings.filter((finding) => this.#isHere(finding));
    const count = (/** @type {string} */ level) => here.filter((finding) => finding.level === level).length;
    const [errors, queries] = [count("error"), count("query")];
    const faulty = this.#faulty();
    const wrong = [
      [faulty.length, "没有看懂"],
      [errors, "不符"],
      [queries, "待核实"],
    ].flatMap(([number, what]) => (number === 0 ? [] : [`${number}处${what}`]));
    const state = blank ? "未填" : wrong.join("，") || "已填的内容未发现问题";
    const own = `${this.root.dataset.form}.`;
    const elsewhere =
      findings.filter(({ level }) => level === "error" || level === "query").length - errors - queries +
      [...this.watch.audit.unclear].filter((ref) => !ref.startsWith(own)).length;
    const summary = /** @type {HTMLElement} */ (this.place.querySelector("[data-live-summary]"));
    const text = `本表${state}${elsewhere > 0 ? `；其他表${elsewhere}处` : ""}。`;
    if (summary.textContent !== text) summary.textContent = text;
    const brief = document.querySelector("[data-live-brief]");
    brief?.setAttribute("href", "#live");
    if (brief) brief.textContent = wrong.join("，");
    this.place.classList.toggle("is-clear", wrong.length === 0);
    const unread = this.#unread(faulty);
    const groups = GROUPS.map((group) => this.#group(group, here.filter(({ level }) => level === group.level)));
    this.place.querySelector("[data-live-list]")?.replaceChildren(...unread, ...groups.flat());
  }

  /** Findings that name a cell of this form; one without cells belongs to its rule's form. @param {Watched} finding */
  #isHere({ cells, form }) {
    const own = this.root.dataset.form;
    return cells.length === 0 ? form === own : cells.some((ref) => ref.startsWith(`${own}.`));
  }

  /** @param {{level: string, title: string, open: boolean}} group @param {Watched[]} findings */
  #group({ level, title, open }, findings) {
    if (findings.length === 0) return [];
    const items = findings.slice(0, MOST_SHOWN).map((finding) => this.#item(finding));
    const details = this.#details(level, `${title}（${findings.length}）`, this.opened.get(level) ?? open, items);
    details.dataset.level = level;
    const more = findings.length - MOST_SHOWN;
    if (more > 0) details.append(element("p", "findings__hint", `另有${more}处，改正上面的以后再看。`));
    return [details];
  }

  /** What was not understood, with the reason that stands under the cell. @param {(HTMLInputElement | HTMLSelectElement)[]} controls */
  #unread(controls) {
    const items = controls.map((control) => {
      const item = element("li", "finding", "");
      const link = document.createElement("a");
      link.href = `#${control.id}`;
      link.dataset.goto = control.id;
      link.textContent = labelOf(control);
      const told = element("p", "finding__message", "");
      told.append(link, `：${faultOf(control)}`);
      item.append(told);
      return item;
    });
    return items.length === 0 ? [] : [this.#details("error", `没有看懂的内容（${items.length}）`, true, items)];
  }

  /** @param {string} level @param {string} title @param {boolean} open @param {Element[]} items */
  #details(level, title, open, items) {
    const details = document.createElement("details");
    details.className = `findings__group is-${level}`;
    details.open = open;
    const summary = document.createElement("summary");
    summary.append(element("h3", "", title));
    const list = document.createElement("ol");
    list.append(...items);
    details.append(summary, list);
    return details;
  }

  /** @param {Watched} finding */
  #item({ key, message, cells, rule }) {
    const item = element("li", "finding", "");
    item.id = `live-${key}`;
    item.append(element("p", "finding__message", grouped(message)));
    const links = element("p", "finding__cells", "");
    links.append(...cells.slice(0, MOST_LINKS).map((ref) => this.#link(ref)));
    if (cells.length > MOST_LINKS) links.append(`等${cells.length}格`);
    const meta = element("p", "finding__meta", "");
    meta.append(element("span", "code", rule));
    item.append(links, meta);
    return item;
  }

  /** @param {string} ref */
  #link(ref) {
    const control = this.#controlOf(ref);
    const link = document.createElement("a");
    const form = ref.slice(0, ref.indexOf("."));
    link.href = form === this.root.dataset.form ? `#${control?.id ?? ref}` : `../${form}/#${ref}`;
    if (control) link.dataset.goto = control.id;
    link.textContent = control ? labelOf(control) : cellName(this.watch.program.model, ref);
    return link;
  }

  // ---- marks -------------------------------------------------------------------------------------

  /** The control of a cell on this page; lines are counted without blank ones. @param {string} ref */
  #controlOf(ref) {
    const key = ref.replace(/\[.*$/, "");
    const table = ref.includes("[") ? this.root.querySelector(`table[data-lines="${CSS.escape(key)}"]`) : null;
    const found = table instanceof HTMLTableElement ? controlAt(table, ref) : document.getElementById(ref);
    return found instanceof HTMLInputElement || found instanceof HTMLSelectElement ? found : null;
  }

  /** @param {Watched[]} findings */
  #mark(findings) {
    /** @type {Map<HTMLInputElement | HTMLSelectElement, Watched[]>} */
    const marked = new Map();
    for (const finding of findings) {
      if (finding.level !== "error" && finding.level !== "query") continue;
      for (const ref of finding.cells) {
        const control = this.#controlOf(ref);
        if (control) marked.set(control, [...(marked.get(control) ?? []), finding]);
      }
    }
    for (const cell of this.root.querySelectorAll("td.is-error, td.is-query, td.is-unknown, td.is-suspect")) {
      cell.classList.remove(...MARKS, "is-live");
      for (const control of cell.querySelectorAll("input, select")) describe(control, []);
    }
    for (const line of this.root.querySelectorAll("tr[data-line].is-error")) line.classList.remove("is-error");
    for (const [control, own] of marked) {
      const grave = own.some(({ level }) => level === "error");
      control.closest("td")?.classList.add(grave ? "is-error" : "is-query", "is-live");
      describe(control, own.map(({ key }) => `live-${key}`));
    }
  }
}

/** Says which findings belong to a control, besides the fault under it and where its text came from. @param {Element} control @param {string[]} ids */
function describe(control, ids) {
  const before = (control.getAttribute("aria-describedby") ?? "").split(" ");
  const kept = before.filter((id) => id.startsWith("fault-"));
  const all = [...kept, ...ids, ...before.filter((id) => id.startsWith("origin-"))];
  if (all.length > 0) control.setAttribute("aria-describedby", all.join(" "));
  else control.removeAttribute("aria-describedby");
  if (kept.length + ids.length > 0) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
}

/** @param {string} tag @param {string} className @param {string} text */
function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className !== "") made.className = className;
  made.textContent = text;
  return made;
}
