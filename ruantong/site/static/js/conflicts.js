/** Two windows changed the same cell: both texts are shown and the respondent chooses. */

/** @typedef {import("./autosave.js").Difference} Difference */

/** @param {Difference["typed"]} text */
export function spoken(text) {
  if (typeof text === "string") return text === "" ? "（空）" : text;
  return text.length === 0 ? "（没有明细）" : `${text.length}行明细`;
}

/**
 * @param {HTMLElement} box
 * @param {Difference[]} differences
 * @param {(difference: Difference, keep: boolean) => void} choose
 */
export function showConflicts(box, differences, choose) {
  box.querySelector("ul") ?? box.append(head(), document.createElement("ul"));
  const list = /** @type {HTMLUListElement} */ (box.querySelector("ul"));
  for (const difference of differences) {
    list.querySelector(`[data-cell="${CSS.escape(difference.cell)}"]`)?.remove();
    list.append(entry(box, difference, choose));
  }
  box.hidden = false;
  box.querySelector("button")?.focus();
}

function head() {
  const title = document.createElement("p");
  title.className = "conflicts__title";
  title.textContent =
    "另一个窗口（或另一位填报人）也改过下列单元格，平台没有覆盖任何一方。请逐格选择保留哪个：";
  return title;
}

/**
 * @param {HTMLElement} box
 * @param {Difference} difference
 * @param {(difference: Difference, keep: boolean) => void} choose
 */
function entry(box, difference, choose) {
  const item = document.createElement("li");
  item.dataset.cell = difference.cell;
  const name = document.createElement("span");
  name.className = "conflicts__name";
  name.textContent = difference.name;
  item.append(
    name,
    button(`保留本页填的 ${spoken(difference.typed)}`, true),
    button(`采用已保存的 ${spoken(difference.stored)}`, false),
  );
  return item;

  /** @param {string} text @param {boolean} keep */
  function button(text, keep) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn--small";
    made.textContent = text;
    made.addEventListener("click", () => {
      item.remove();
      if (box.querySelector("li") === null) {
        box.hidden = true;
        box.replaceChildren();
      }
      choose(difference, keep);
    });
    return made;
  }
}
