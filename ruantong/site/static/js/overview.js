/** The overview of a return: explanations save themselves, as on the form pages. */

import { Autosave } from "./autosave.js";
import { showPhase } from "./bars.js";
import { showConflicts } from "./conflicts.js";
import { capable } from "./failsafe.js";
import { adoptNote, attachNotes, showNotes } from "./notes.js";
import { csrfToken, postJson } from "./post.js";

const form = document.querySelector("form[data-notes]");
if (capable() && form instanceof HTMLFormElement) keep(form);

/** @param {HTMLFormElement} root */
function keep(root) {
  const status = /** @type {HTMLElement} */ (root.querySelector("[data-status]"));
  const conflicts = /** @type {HTMLElement} */ (root.querySelector("[data-conflicts]"));
  let leaving = false;
  const saving = new Autosave({
    version: Number(root.dataset.version),
    send: (batch) => postJson(root.dataset.save ?? "", { ...batch, person: root.dataset.person }),
    schedule: (task, delay) => {
      const timer = window.setTimeout(task, delay);
      return () => window.clearTimeout(timer);
    },
    onPhase: (phase, detail) => showPhase(status, root.dataset.login ?? "", phase, detail),
    onSaved: showNotes,
    onConflict: (differences, version) =>
      showConflicts(conflicts, differences, (difference, keepOwn) => {
        saving.resolve(difference.cell, keepOwn, version);
        if (!keepOwn) adoptNote(difference);
        void saving.flush();
      }),
  });
  attachNotes(saving);

  root.addEventListener("submit", (event) => {
    const button = event.submitter;
    event.preventDefault();
    void saving.flush().then((done) => {
      if (!done || !(button instanceof HTMLButtonElement) || button.value === "save") return;
      leaving = true;
      for (const [name, value] of [["version", String(saving.version)], ["csrfmiddlewaretoken", csrfToken()]]) {
        const field = root.elements.namedItem(name);
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
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && saving.unsaved && saving.stuck) event.preventDefault();
  });
  window.addEventListener("pagehide", () => {
    if (!leaving) saving.leave();
  });
}
