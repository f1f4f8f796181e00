/** The page on which a respondent fills one form: ties the parts together. */

import { Acts, claim, sentState, setPlatform, stateOf } from "./acts.js";
import { Autosave } from "./autosave.js";
import { explainCell, helpOf, keepClear, showPhase, toggleHelp, whereKept } from "./bars.js";
import { itemsOf, normalise, resolveCode, showFault, updateGrowth } from "./cells.js";
import { attachComboboxes } from "./combobox.js";
import { showConflicts } from "./conflicts.js";
import { capable, onFailure } from "./failsafe.js";
import { putText, takeInHand, textOf } from "./figures.js";
import { attachFindings } from "./findings.js";
import { controlOf, focusCell, smoothTabOrder } from "./grid.js";
import { attachLineButtons } from "./line_buttons.js";
import { controlAt, readLines } from "./lines.js";
import { adoptNote, attachNotes, showNotes } from "./notes.js";
import { openPage } from "./opening.js";
import { enter } from "./pasting.js";
import { csrfToken, postJson } from "./post.js";
import { attachSealing } from "./sealing.js";
import { leaveSubmit, markStep } from "./steps.js";
import { attachTools } from "./tools.js";
import { attachTyping } from "./typing.js";

/** @typedef {import("./grid.js").Control} Control */
/** @typedef {import("./acts.js").State} State */
/** @typedef {import("./autosave.js").Saved} Saved */

const form = document.querySelector("form[data-sheet]");
if (capable()) {
  attachFindings();
  if (form instanceof HTMLFormElement) fill(form);
  openPage();
}

/** @param {HTMLFormElement} root */
function fill(root) {
  const status = part("[data-status]");
  const explain = part("[data-explain-line]");
  const login = root.dataset.login ?? "";
  const acts = new Acts();
  let leaving = false;
  let reload = false;
  let failed = false;
  onFailure(() => {
    failed = true;
    showPhase(status, login, "failed", "");
  });

  /** @type {[import("./autosave.js").Phase, string]} */
  let now = ["idle", status.dataset.saved ?? ""];
  let away = false;
  /** @type {ReturnType<typeof attachSealing> | undefined} */
  let sealing;
  const saving = new Autosave({
    version: Number(root.dataset.version),
    send: (batch) => postJson(root.dataset.save ?? "", { ...batch, person: root.dataset.person }),
    schedule: (task, delay) => {
      const timer = window.setTimeout(task, delay);
      return () => window.clearTimeout(timer);
    },
    onPhase: (phase, detail) => {
      say(phase, detail);
      if (phase === "saved" && away) void sealing?.signedIn();
      away = phase === "login" || phase === "another" || (away && phase !== "saved");
      if (phase === "waiting") leaveSubmit(root);
    },
    onPending: () => sealing?.changed(),
    onSaved: takeOver,
    onConflict: (differences, version) =>
      showConflicts(part("[data-conflicts]"), differences, (difference, keep) => {
        saving.resolve(difference.cell, keep, version);
        const lines = !keep && typeof difference.stored !== "string";
        if (!keep && !lines) adopt(control(difference.cell), String(difference.stored), false);
        if (!keep) adoptNote(difference);
        if (saving.held.size === 0) focusCell(root, difference.cell);
        void saving.flush().then(() => {
          if (!lines) return;
          leaving = true;
          window.location.reload();
        });
      }),
  });

  sealing = attachSealing(root, saving, {
    told: () => {
      if (["offline", "login", "another"].includes(now[0])) say(...now);
    },
    show: (batch) => {
      for (const [ref, text] of Object.entries(batch.cells)) adopt(control(ref), text, false);
      saving.take(batch);
      void saving.flush().then((done) => {
        if (!done) return;
        leaving = true;
        window.location.reload();
      });
    },
    stayed: () => {
      leaving = false;
      report("平台没有回应（可能是网络不通），没有离开本页；可以继续填写，恢复后自动续传。");
      void saving.flush();
    },
  });
  attachComboboxes(root, "input[data-list]", (field) => ({
    items: itemsOf(field.dataset.list ?? ""),
    taken: ({ code }) => {
      field.value = code;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      resolveCode(field);
    },
  }));
  attachNotes(saving);
  smoothTabOrder(root);
  keepClear(part(".sheet-bar"), "--bar-height");
  keepClear(part("[data-dock]"), "--dock-height");
  for (const tools of root.querySelectorAll("[data-needs-script]")) tools.removeAttribute("hidden");

  const hand = attachTyping(root, {
    onTyping: queue,
    onCommit: commit,
    onEnter: (cell) => explainCell(explain, cell),
    onPaste: (cell, text, own) => blocks.paste(cell, text, own),
    onDefinition: (cell) => {
      const details = helpOf(cell);
      if (details) details.open = !details.open;
    },
  });

  const blocks = attachTools(root, { acts, hand, queue, report, showSteps });

  // questions in the head and multiple choices are no grid cells
  root.addEventListener("change", (event) => {
    const target = event.target;
    const box = target instanceof HTMLInputElement && target.type === "checkbox";
    if (!box && !(target instanceof HTMLSelectElement)) return;
    showFault(target, "");
    acts.chose(target);
    hand.refresh(target);
    queue(target);
    showSteps();
  });

  root.addEventListener("paste", (event) => {
    const question = event.target instanceof HTMLSelectElement ? event.target : null;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (question === null || controlOf(question) !== null || text.trim() === "") return;
    event.preventDefault();
    showFault(question, enter(question, text.trim()));
    acts.chose(question);
    queue(question);
    showSteps();
  });

  root.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button === null) return;
    if (button.hasAttribute("data-undo")) step(false);
    else if (button.hasAttribute("data-redo")) step(true);
    else if (button.hasAttribute("data-help")) toggleHelp(button, part("#keys"));
    else if (button.hasAttribute("data-dismiss")) part("[data-paste-box]").hidden = true;
    else if (button.hasAttribute("data-zeros") && !failed) {
      event.preventDefault();
      hand.settle();
      blocks.zeros();
    } else if (button.dataset.act === "save" && !failed) {
      event.preventDefault();
      hand.settle();
      const nothing = !saving.unsaved;
      void saving.flush();
      if (nothing) say("saved", "");
    }
  });

  attachLineButtons(root, {
    act: (table, change) => {
      acts.during([table], change);
      saving.changeRows(table.dataset.lines ?? "", readLines(table));
      showSteps();
    },
    onChosen: (cell) => resolveCode(cell),
  });

  // 数据审核 and 确定上报 carry the whole sheet with them, as without script; waiting changes go first
  root.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (failed) {
      leaving = true;
      return;
    }
    event.preventDefault();
    hand.settle();
    void saving.flush().then((done) => {
      if (!done || !(button instanceof HTMLButtonElement)) return;
      leaving = true;
      for (const cell of root.querySelectorAll("input[data-decimals]")) takeInHand(/** @type {Control} */ (cell));
      setField("csrfmiddlewaretoken", csrfToken());
      const act = document.createElement("input");
      act.type = "hidden";
      act.name = button.name;
      act.value = button.value;
      root.append(act);
      HTMLFormElement.prototype.submit.call(root);
    });
  });

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase();
    if (key === "s") {
      event.preventDefault();
      hand.settle();
      void saving.flush();
    } else if ((key === "z" || key === "y") && !inOtherText(event.target) && !part("[data-preview]").hasAttribute("open")) {
      event.preventDefault();
      step(key === "y" || event.shiftKey);
    }
  });
  window.addEventListener("online", () => void saving.flush());
  window.addEventListener("focus", () => {
    if (saving.unsaved) void saving.flush();
  });
  window.addEventListener("beforeunload", (event) => {
    hand.settle();
    if (!leaving && saving.unsaved && saving.stuck) event.preventDefault();
  });
  window.addEventListener("pagehide", () => {
    if (!leaving) saving.leave();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && saving.unsaved && !leaving) void saving.flush();
  });

  // only from here on does the page save by itself
  say("idle", status.dataset.saved ?? "");

  // what was typed before this script ran is saved like the rest
  for (const early of root.querySelectorAll("input[name], select[name]")) {
    const question = early instanceof HTMLSelectElement && early.closest(".sheet-question");
    const cell = question ? early : controlOf(early);
    const before = cell && sentState(cell);
    if (cell === null || before === null || before.text === textOf(cell)) continue;
    claim(cell);
    if (cell === document.activeElement) queue(cell);
    else commit(cell, before);
  }

  /** @param {import("./autosave.js").Phase} phase @param {string} detail */
  function say(phase, detail) {
    now = [phase, detail];
    if (!failed) showPhase(status, login, phase, detail, whereKept(saving, sealing?.holds() ?? false));
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

  /** @param {string} name */
  function checked(name) {
    const boxes = root.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(name)}"]:checked`);
    return [...boxes].map((box) => (box instanceof HTMLInputElement ? box.value : "")).join(";");
  }

  /**
   * Puts a changed cell into the queue. One that the platform fills is handed back to it.
   * @param {Control} cell
   */
  function queue(cell) {
    const table = cell.closest("table");
    if (table?.dataset.lines) saving.changeRows(table.dataset.lines, readLines(table));
    else if (cell.type === "checkbox") saving.change(cell.name, checked(cell.name));
    else saving.change(cell.name, stateOf(cell).platform ? "" : textOf(cell));
    updateGrowth(cell);
  }

  /** A cell's text is final. @param {Control} cell @param {State} before */
  function commit(cell, before) {
    resolveCode(cell);
    showFault(cell, normalise(cell));
    acts.typed(cell, before);
    queue(cell);
    showSteps();
  }

  /** 撤销 and 恢复 are there when there is something to step over. */
  function showSteps() {
    for (const [name, can] of /** @type {const} */ ([["undo", acts.canUndo], ["redo", acts.canRedo]])) {
      part(`[data-${name}]`).toggleAttribute("disabled", !can);
    }
  }

  /**
   * Writes what the platform knows into a cell, unless something is being typed there.
   * @param {Control | null} cell
   * @param {string} text
   * @param {boolean} automatic
   */
  function adopt(cell, text, automatic) {
    if (cell === null || hand.busy(cell)) return;
    setPlatform(cell, automatic);
    if (textOf(cell) === text) return;
    putText(cell, text);
    acts.learn(cell);
    hand.refresh(cell);
    if (!cell.closest("[data-grid]")) return;
    resolveCode(cell);
    updateGrowth(cell);
  }

  /** @param {string} sentence */
  function report(sentence) {
    part("[data-paste-report]").textContent = sentence;
    part("[data-paste-box]").hidden = false;
  }

  /** One act back, or one forth. @param {boolean} again */
  function step(again) {
    hand.settle();
    part("[data-paste-box]").hidden = true; // it tells of an act that may stand no longer
    const changed = acts.step(again);
    for (const table of changed?.tables ?? []) {
      saving.changeRows(table.dataset.lines ?? "", readLines(table));
    }
    for (const cell of changed?.controls ?? []) {
      if (cell.closest("[data-grid]")) {
        resolveCode(cell);
        showFault(cell, cell.type === "checkbox" ? "" : normalise(cell));
      }
      hand.refresh(cell);
      if (root.contains(cell)) queue(cell);
    }
    const first = changed?.controls.find((cell) => root.contains(cell));
    if (first) focusCell(root, first.id);
    showSteps();
  }

  /** A hidden field of the plain form. @param {string} name @param {string} value */
  function setField(name, value) {
    const field = root.elements.namedItem(name);
    if (field instanceof HTMLInputElement && value) field.value = value;
  }

  /** What the platform answered. @param {Saved} saved */
  function takeOver(saved) {
    setField("version", String(saved.version));
    showNotes(saved);
    if (saved.stale) markStep(root, "validate");
    const active = document.activeElement;
    for (const [ref, text] of Object.entries({ ...saved.values, ...saved.elsewhere, ...saved.automatic })) {
      if (!saving.cells.has(ref)) adopt(control(ref), text, ref in saved.automatic);
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

/** A text that is no cell has steps of its own. @param {EventTarget | null} target */
function inOtherText(target) {
  if (target instanceof HTMLTextAreaElement) return true;
  const text = target instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(target.type);
  return text && controlOf(target) === null;
}
