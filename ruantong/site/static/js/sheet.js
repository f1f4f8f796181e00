/** The page on which a respondent fills one form: ties the parts together. */

import { Autosave } from "./autosave.js";
import { explainCell, keepClear, showPhase, toggleHelp } from "./bars.js";
import { normalise, resolveCode, showFault, updateGrowth } from "./cells.js";
import { showConflicts } from "./conflicts.js";
import { attachFindings, explanationsOpen, focusFromAddress } from "./findings.js";
import { attachGrid, controlOf, focusCell, labelOf, placesOf, smoothTabOrder, tableOf } from "./grid.js";
import { attachLineButtons, growLines } from "./line_buttons.js";
import { controlAt, readLines } from "./lines.js";
import { isBlock, parseBlock, pasteReport, planPaste } from "./paste.js";
import { csrfToken, postJson } from "./post.js";
import { History } from "./undo.js";

/** @typedef {import("./grid.js").Control} Control */
/** @typedef {import("./autosave.js").Saved} Saved */

const form = document.querySelector("form[data-sheet]");
attachFindings(form instanceof HTMLFormElement ? (form.dataset.login ?? "/login/") : "/login/");
if (form instanceof HTMLFormElement) fill(form);
focusFromAddress();

/** @param {HTMLFormElement} root */
function fill(root) {
  const status = part("[data-status]");
  const explain = part("[data-explain-line]");
  const undoButton = /** @type {HTMLButtonElement} */ (part("[data-undo]"));
  const login = root.dataset.login ?? "";
  const history = new History();
  let leaving = false;
  let reload = false;

  const saving = new Autosave({
    version: Number(root.dataset.version),
    send: (batch) => postJson(root.dataset.save ?? "", batch),
    schedule: (task, delay) => {
      const timer = window.setTimeout(task, delay);
      return () => window.clearTimeout(timer);
    },
    onPhase: (phase, detail) => showPhase(status, login, phase, detail),
    onSaved: takeOver,
    onConflict: (differences, version) =>
      showConflicts(part("[data-conflicts]"), differences, (difference, keep) => {
        saving.resolve(difference.cell, keep, version);
        if (!keep && typeof difference.stored === "string") {
          setText(control(difference.cell), difference.stored);
        } else if (!keep) {
          leaving = true;
          window.location.reload();
        }
        void saving.flush();
      }),
  });

  smoothTabOrder(root);
  keepClear(part(".sheet-bar"), "--bar-height");
  keepClear(part("[data-dock]"), "--dock-height");
  for (const tools of root.querySelectorAll("[data-needs-script]")) tools.removeAttribute("hidden");

  attachGrid(root, {
    onTyping: queue,
    onCommit: commit,
    onEnter: (cell) => explainCell(explain, cell),
    onPaste: paste,
    onUndo: undo,
    onDefinition: (cell) => {
      const details = cell.closest("tr")?.querySelector("details.def");
      if (details instanceof HTMLDetailsElement) details.open = !details.open;
    },
  });

  // questions in the head and multiple choices are no grid cells
  root.addEventListener("change", (event) => {
    const target = event.target;
    if (target instanceof HTMLSelectElement && target.closest(".sheet-question")) {
      showFault(target, "");
      saving.change(target.name, target.value);
    } else if (target instanceof HTMLInputElement && target.type === "checkbox") {
      saving.change(target.name, checked(target.name));
    } else {
      const select = controlOf(target);
      if (select instanceof HTMLSelectElement) commit(select, "");
    }
  });

  root.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button === null) return;
    if (button.hasAttribute("data-undo")) undo();
    else if (button.hasAttribute("data-help")) toggleHelp(button, part("#keys"));
    else if (button.hasAttribute("data-dismiss")) part("[data-paste-box]").hidden = true;
    else if (button.dataset.act === "save") {
      event.preventDefault();
      commitFocused();
      const nothing = !saving.unsaved;
      void saving.flush();
      if (nothing) showPhase(status, login, "saved", "");
    }
  });

  attachLineButtons(root, {
    onRows: (table) => saving.changeRows(table.dataset.lines ?? "", readLines(table)),
    onChosen: (cell) => commit(cell, ""),
  });

  // 数据审核 and 确定上报 carry the whole sheet with them, as without script; waiting changes go first
  root.addEventListener("submit", (event) => {
    const button = event.submitter;
    event.preventDefault();
    commitFocused();
    void saving.flush().then((done) => {
      if (!done || !(button instanceof HTMLButtonElement)) return;
      leaving = true;
      for (const name of ["csrfmiddlewaretoken", "version"]) {
        const field = root.elements.namedItem(name);
        const value = name === "version" ? String(saving.version) : csrfToken();
        if (field instanceof HTMLInputElement && value) field.value = value;
      }
      const act = document.createElement("input");
      act.type = "hidden";
      act.name = button.name;
      act.value = button.value;
      root.append(act);
      HTMLFormElement.prototype.submit.call(root);
    });
  });

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
    event.preventDefault();
    commitFocused();
    void saving.flush();
  });
  window.addEventListener("online", () => void saving.flush());
  window.addEventListener("focus", () => {
    if (saving.unsaved) void saving.flush();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && (saving.unsaved || explanationsOpen())) event.preventDefault();
  });

  // what was typed before this script ran is saved like the rest
  for (const early of root.querySelectorAll("input[name], select[name]")) {
    if (early instanceof HTMLSelectElement && early.closest(".sheet-question") && changedEarly(early)) {
      saving.change(early.name, early.value);
      continue;
    }
    const cell = controlOf(early);
    if (cell !== null && changedEarly(cell)) commit(cell, "");
  }

  // ---- cells -------------------------------------------------------------------------------

  /** @param {string} selector */
  function part(selector) {
    return /** @type {HTMLElement} */ (document.querySelector(selector));
  }

  /** @param {string} ref @returns {Control | null} */
  function control(ref) {
    const found = document.getElementById(ref);
    const is = found instanceof HTMLInputElement || found instanceof HTMLSelectElement;
    return is ? found : null;
  }

  /** @param {Control} control */
  function changedEarly(control) {
    if (control instanceof HTMLInputElement) return control.value !== control.defaultValue;
    const options = [...control.options];
    return !(options.find((option) => option.defaultSelected) ?? options[0])?.selected;
  }

  /** @param {string} name */
  function checked(name) {
    const boxes = root.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(name)}"]:checked`);
    return [...boxes].map((box) => (box instanceof HTMLInputElement ? box.value : "")).join(";");
  }

  /** Puts a changed cell into the queue. @param {Control} cell */
  function queue(cell) {
    const table = tableOf(cell);
    if (table.dataset.lines) saving.changeRows(table.dataset.lines, readLines(table));
    else saving.change(cell.name, cell.value);
    updateGrowth(cell);
  }

  /** A cell's text is final. @param {Control} cell @param {string} before */
  function commit(cell, before) {
    const typed = cell.value;
    resolveCode(cell);
    showFault(cell, normalise(cell));
    if (typed !== before && cell instanceof HTMLInputElement) remember([[cell.name, before]]);
    queue(cell);
  }

  function commitFocused() {
    const cell = controlOf(document.activeElement);
    if (cell !== null && cell instanceof HTMLInputElement && !cell.readOnly) {
      showFault(cell, normalise(cell));
    }
  }

  /** @param {Iterable<[string, string]>} replaced */
  function remember(replaced) {
    history.push(replaced);
    undoButton.disabled = history.empty;
  }

  /** Writes a text that did not come from the keyboard. @param {Control | null} cell @param {string} text */
  function setText(cell, text) {
    if (cell === null || cell.value === text) return;
    cell.value = text;
    if (cell.closest("[data-grid]")) {
      resolveCode(cell);
      updateGrowth(cell);
    }
  }

  /** @param {Control} start @param {string} text */
  function paste(start, text) {
    const block = parseBlock(text);
    if (!isBlock(block)) return false;
    const table = tableOf(start);
    const from = placesOf(table).find((place) => place.ref === start.name);
    if (from === undefined) return false;
    const missing = from.row + block.length - new Set(placesOf(table).map((p) => p.row)).size;
    if (table.dataset.lines) growLines(table, missing);
    const plan = planPaste(block, placesOf(table), from);
    /** @type {[string, string][]} */
    const replaced = [];
    /** @type {string[]} */
    const faults = [];
    for (const { ref, text: piece } of plan.assignments) {
      const cell = control(ref);
      if (cell === null) continue;
      if (cell.value !== piece) replaced.push([ref, cell.value]);
      cell.value = piece;
      resolveCode(cell);
      const fault = normalise(cell);
      showFault(cell, fault);
      if (fault !== "") faults.push(`${labelOf(cell)}${fault}`);
      queue(cell);
    }
    remember(replaced);
    part("[data-paste-report]").textContent = pasteReport(plan, faults);
    part("[data-paste-box]").hidden = false;
    return true;
  }

  function undo() {
    const step = history.pop();
    undoButton.disabled = history.empty;
    for (const [ref, text] of step ?? []) {
      const cell = control(ref);
      if (cell === null) continue;
      setText(cell, text);
      showFault(cell, normalise(cell));
      queue(cell);
    }
    if (step) focusCell(root, [...step.keys()][0]);
    return step !== undefined;
  }

  /** What the platform answered. @param {Saved} saved */
  function takeOver(saved) {
    const active = document.activeElement;
    for (const [ref, text] of Object.entries({ ...saved.values, ...saved.elsewhere, ...saved.automatic })) {
      const cell = control(ref);
      if (cell !== null && cell !== active && !saving.cells.has(ref)) setText(cell, text);
    }
    const told = new Set(Object.keys(saved.values));
    for (const ref of told) {
      const cell = control(ref);
      if (cell !== null && cell !== active) showFault(cell, "");
    }
    for (const { cell: ref, message } of saved.faults) {
      const table = root.querySelector(`table[data-lines="${ref.replace(/\[.*$/, "")}"]`);
      const cell = table instanceof HTMLTableElement ? controlAt(table, ref) : control(ref);
      if (cell !== null && cell !== active) showFault(cell, message);
    }
    document.querySelector("[data-findings]")?.classList.toggle("is-stale", saved.stale);
    const tag = document.querySelector(".heading__actions .tag");
    if (tag && tag.textContent !== saved.state_label) {
      tag.textContent = saved.state_label;
      tag.className = "tag tag--info";
    }
    reload ||= saved.reload;
    if (reload && saving.cells.size === 0 && saving.rows.size === 0) {
      leaving = true;
      window.location.reload();
    }
  }
}
