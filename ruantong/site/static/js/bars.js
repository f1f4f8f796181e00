/** The bar above a form and the dock below it: state of saving, help, what belongs to a cell. */

import { faultOf } from "./cells.js";
import { loginLink } from "./findings.js";
import { controlOf, labelOf } from "./grid.js";

/** @typedef {import("./grid.js").Control} Control */

const SAID = {
  waiting: "有改动，即将自动保存",
  saving: "正在保存…",
  failed: "页面脚本出错，自动保存已停止，请点“保存”",
  conflict: "有单元格在别处也改过，请在下方选择",
};

/**
 * @param {HTMLElement} line
 * @param {string} login address of the login page
 * @param {import("./autosave.js").Phase} phase
 * @param {string} detail
 * @param {string} kept where the texts are that the platform does not have: whereKept
 */
export function showPhase(line, login, phase, detail, kept = "内容仍在本页") {
  line.dataset.phase = phase;
  if (phase === "idle") {
    line.textContent = detail ? `已保存 ${detail}，改动会自动保存` : "尚未填报，改动会自动保存";
  } else if (phase === "saved") {
    line.textContent = detail ? `已自动保存 ${detail}` : "已保存，没有新的改动";
  } else if (phase === "refused") {
    line.textContent = `未保存：${detail || "平台没有接受，请刷新本页。"}${kept}`;
  } else if (phase === "offline") {
    line.textContent = detail ? `未保存：${detail}${kept}，稍后自动再存。` : `未保存：网络不通，${kept}，恢复后自动续传`;
  } else if (phase === "login" || phase === "another") {
    const why = phase === "another" ? detail : "登录已超时，";
    line.replaceChildren(`未保存：${why}${kept}。`, loginLink(login), "，登录后自动续传");
  } else {
    line.textContent = SAID[phase];
  }
}

/**
 * How much the platform does not have, and where it is instead.
 * @param {import("./autosave.js").Autosave} saving
 * @param {boolean} sealed
 */
export function whereKept({ cells, rows }, sealed) {
  const much = rows.size > 0 ? `${cells.size + rows.size}处` : `${cells.size}格`;
  return sealed ? `${much}只存在本机（已加密）` : `${much}只在本页`;
}

/**
 * Tells the style sheet how high a sticky bar is, so that it never hides the cell in hand.
 * @param {HTMLElement} bar
 * @param {string} name
 */
export function keepClear(bar, name) {
  const root = document.documentElement;
  new ResizeObserver(() => {
    // every element of the page inherits it: one that is as good as right stays
    if (Math.abs(parseFloat(getComputedStyle(root).getPropertyValue(name)) - bar.offsetHeight) < 1) return;
    root.style.setProperty(name, `${bar.offsetHeight}px`);
    controlOf(document.activeElement)?.scrollIntoView({ block: "nearest" });
  }).observe(bar);
}

/**
 * 指标解释 of the row of a cell, or in repeating lines of its column.
 * @param {Control} cell
 * @returns {HTMLDetailsElement | null}
 */
export function helpOf(cell) {
  const place = cell.closest("td");
  const head = place?.closest("table")?.tHead?.rows[0]?.cells[place.cellIndex];
  return cell.closest("tr")?.querySelector("details.def") ?? head?.querySelector("details.def") ?? null;
}

/**
 * Name of the cell in hand, what is wrong with it, how it is computed, and what it means.
 * @param {HTMLElement} line
 * @param {Control} cell
 */
export function explainCell(line, cell) {
  const definition = helpOf(cell)?.querySelector(".def__text p")?.textContent ?? "";
  const described = (cell.getAttribute("aria-describedby") ?? "").split(" ");
  const messages = described.map((id) => {
    const place = id ? document.getElementById(id) : null;
    return (place?.querySelector(".finding__message") ?? place)?.textContent?.trim() ?? "";
  });
  const texts = [faultOf(cell), ...messages, cell.dataset.note ?? "", definition];
  const name = document.createElement("b");
  name.textContent = labelOf(cell);
  line.replaceChildren(name, ` ${[...new Set(texts)].filter((text) => text !== "").join("　")}`);
  line.hidden = false;
}

/**
 * Opens the list of keys or closes it. It lies over the sheet, so it also closes with Esc, and when the focus
 * goes to what it may cover.
 * @param {HTMLButtonElement} button
 * @param {HTMLElement} keys
 */
export function toggleHelp(button, keys) {
  const open = Boolean(keys.hidden);
  const watched = new AbortController();
  /** @param {boolean} shown */
  const show = (shown) => {
    keys.hidden = !shown;
    button.setAttribute("aria-expanded", String(shown));
    if (!shown) watched.abort();
  };
  show(open);
  if (!open) return;
  /** @param {Event} event */
  const leave = (event) => {
    const within = event.target instanceof Node && (button.contains(event.target) || keys.contains(event.target));
    if (event instanceof KeyboardEvent ? event.key === "Escape" : !within) show(false);
  };
  for (const kind of ["focusin", "keydown"]) document.addEventListener(kind, leave, { signal: watched.signal });
}
