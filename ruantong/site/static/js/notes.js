/** 填写说明 beside the findings: saved while it is typed, in the queue of the cells. */

/** What an explanation is called in a save: "note:R6-19:A". */
const NOTE = "note:";

/** @typedef {import("./autosave.js").Autosave} Autosave */
/** @typedef {import("./autosave.js").Saved} Saved */

/** @param {string} key @returns {HTMLTextAreaElement | null} */
function noteOf(key) {
  const found = key.startsWith(NOTE) ? document.getElementById(key) : null;
  return found instanceof HTMLTextAreaElement ? found : null;
}

/** @param {Autosave} saving */
export function attachNotes(saving) {
  for (const note of document.querySelectorAll("textarea[data-note]")) {
    if (!(note instanceof HTMLTextAreaElement)) continue;
    note.addEventListener("input", () => saving.change(note.name, note.value));
    // what was typed before this script ran, or brought back by the browser
    if (note.value !== note.defaultValue) saving.change(note.name, note.value);
  }
}

/** After a conflict the stored text was chosen. @param {import("./autosave.js").Difference} difference */
export function adoptNote({ cell, stored }) {
  const note = noteOf(cell);
  if (note !== null && typeof stored === "string") note.value = stored;
}

/** Shows what the platform keeps, and what is still wrong with it. @param {Saved} saved */
export function showNotes(saved) {
  for (const [key, text] of Object.entries(saved.elsewhere)) {
    const note = noteOf(key);
    if (note !== null && note !== document.activeElement) note.value = text;
  }
  for (const [key, text] of Object.entries(saved.values)) {
    const note = noteOf(key);
    const state = note?.parentElement?.querySelector(".explain__state");
    if (!note || !state) continue;
    const fault = saved.unexplained[key] ?? "";
    state.textContent = fault || (text === "" ? "" : "已保存，重新数据审核后生效");
    state.classList.toggle("is-short", fault !== "");
    note.closest(".finding")?.classList.toggle("is-settled", fault === "" && text !== "");
  }
}
