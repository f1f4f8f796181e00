/**
 * Boxes with a limit take the whole text that is typed or pasted and say how many characters are too
 * many. Nothing is cut: a text that lost its end unnoticed would be filed like that.
 */

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Box */

const NOTE = "over-limit";

/**
 * What to say of a text with this limit; "" when it fits. Counted as the platform counts.
 * @param {string} text
 * @param {number} limit
 */
export function overLimit(text, limit) {
  const length = [...text].length;
  return length > limit ? `已有${length}个字，应不超过${limit}个字，多出${length - limit}个字，请删减` : "";
}

/** @param {EventTarget | null} target @returns {Box | null} */
function boxOf(target) {
  const is = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  return is && target.dataset.limit !== undefined ? target : null;
}

/** @param {Box} box */
function tell(box) {
  const message = overLimit(box.value, Number(box.dataset.limit));
  box.setCustomValidity(message);
  const shown = box.nextElementSibling?.classList.contains(NOTE) ? box.nextElementSibling : null;
  if (message === "") return shown?.remove();
  const note = shown ?? document.createElement("span");
  note.className = NOTE;
  note.setAttribute("role", "status");
  note.textContent = message;
  if (shown === null) box.after(note);
}

if (typeof document !== "undefined") {
  document.addEventListener("input", (event) => {
    const box = boxOf(event.target);
    if (box !== null) tell(box);
  });
  for (const found of document.querySelectorAll("[data-limit]")) {
    const box = boxOf(found);
    if (box !== null && box.value !== "") tell(box);
  }
}
