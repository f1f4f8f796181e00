/**
 * What a large paste would change, before anything is changed: old and new text of each cell, and the
 * texts that cannot be taken with the reason.
 *
 * @typedef {{ref: string, name: string, old: string, now: string, fault: string}} Change
 *   `old` is blank where the platform filled the cell, `fault` says why the text cannot be taken
 */

export const MOST_UNASKED = 30;

/**
 * Many cells, or a figure of the respondent's own that would be another one.
 * @param {Change[]} changes
 */
export function worthAsking(changes) {
  if (changes.length < 2) return false;
  return changes.length > MOST_UNASKED || changes.some(({ old, now }) => old !== "" && old !== now);
}

/** @param {Change[]} changes */
export function sortedOut(changes) {
  const refused = changes.filter(({ fault }) => fault !== "");
  const taken = changes.filter(({ fault, old, now }) => fault === "" && old !== now);
  return { taken, refused, over: taken.filter(({ old }) => old !== "") };
}

/**
 * Shows the changes; `take` is called when they are wanted, `leave` when not.
 * @param {HTMLDialogElement} dialog
 * @param {Change[]} changes
 * @param {() => void} take
 * @param {() => void} leave
 */
export function ask(dialog, changes, take, leave) {
  const { taken, refused, over } = sortedOut(changes);
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (dialog.querySelector(`[data-${name}]`));
  part("preview-said").textContent =
    `将写入${taken.length}格，其中${over.length}格改动原有内容` +
    (refused.length > 0 ? `；${refused.length}格不能采用，保持原样` : "") +
    "。采用之前什么都不改。";
  part("preview-rows").replaceChildren(...[...refused, ...taken].map(rowOf));
  const accept = /** @type {HTMLButtonElement} */ (part("preview-take"));
  accept.disabled = taken.length === 0;
  let wanted = false;
  accept.onclick = () => {
    wanted = true;
    dialog.close();
  };
  part("preview-leave").onclick = () => dialog.close();
  dialog.onclose = () => (wanted ? take() : leave());
  dialog.showModal();
  (accept.disabled ? part("preview-leave") : accept).focus();
}

/** @param {Change} change */
function rowOf({ name, old, now, fault }) {
  const row = document.createElement("tr");
  row.className = fault !== "" ? "is-refused" : old !== "" ? "is-over" : "";
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = name;
  row.append(head, ...[old === "" ? "（空）" : old, fault === "" ? now : `不能采用：${fault}`].map(cellOf));
  return row;
}

/** @param {string} text */
function cellOf(text) {
  const cell = document.createElement("td");
  cell.textContent = text;
  return cell;
}
