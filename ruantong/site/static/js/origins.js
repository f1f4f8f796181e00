/** Texts that came from elsewhere: the mark stays while a cell says the same. */

/** @typedef {import("./grid.js").Control} Control */

/**
 * Marks a cell that says what came from elsewhere, and unmarks it when it says something else.
 * @param {Control} control
 * @param {string} text what it says now
 */
export function markOrigin(control, text) {
  const { given, givenBy } = control.dataset;
  const cell = givenBy === undefined ? null : control.closest("td");
  if (givenBy === undefined || cell === null) return;
  const same = text === given;
  cell.classList.toggle("is-given", same);
  if (same) cell.title = document.getElementById(givenBy)?.textContent ?? "";
  else cell.removeAttribute("title");
  const described = (control.getAttribute("aria-describedby") ?? "").split(" ");
  const others = described.filter((id) => id !== "" && id !== givenBy);
  const ids = same ? [...others, givenBy] : others;
  if (ids.length > 0) control.setAttribute("aria-describedby", ids.join(" "));
  else control.removeAttribute("aria-describedby");
}
