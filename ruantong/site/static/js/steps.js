/** Which of the acts of the bar comes next: its button is dark, as the platform wrote it and as things change. */

/**
 * @param {ParentNode} root
 * @param {"save" | "validate" | "submit"} step
 */
export function markStep(root, step) {
  for (const button of root.querySelectorAll("button[data-act]")) {
    if (button instanceof HTMLElement) button.classList.toggle("btn--primary", button.dataset.act === step);
  }
}

/** What was found in order is not what stands there now. @param {ParentNode} root */
export function leaveSubmit(root) {
  if (root.querySelector(".btn--primary[data-act='submit']")) markStep(root, "validate");
}
