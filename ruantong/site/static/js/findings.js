/** The result of 数据审核 beside the form: leading to cells. */

import { focusCell } from "./grid.js";

/** A link to a cell of this page puts the focus there. */
export function attachFindings() {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-goto]") : null;
    if (!(link instanceof HTMLAnchorElement)) return;
    if (focusCell(document, link.dataset.goto ?? "")) event.preventDefault();
  });
}

/** @param {string} login */
export function loginLink(login) {
  const link = document.createElement("a");
  link.href = login;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = "在新窗口重新登录";
  return link;
}

/**
 * The page was opened at a cell (a link from another form): put the focus there. Otherwise the cell
 * the last 数据审核 asks about first is brought into view, without taking the focus.
 */
export function focusFromAddress() {
  const ref = decodeURIComponent(window.location.hash.slice(1));
  if (ref === "" || ref === "findings") showFirst();
  else focusCell(document, ref);
}

function showFirst() {
  const result = document.querySelector("[data-first]");
  const first = document.getElementById((result instanceof HTMLElement && result.dataset.first) || "");
  const panel = result?.closest(".sheet-aside");
  // on a narrow screen the result stands above the sheet: moving to the cell would hide it
  if (first === null || !panel || getComputedStyle(panel).position !== "sticky") return;
  const show = () => {
    const head = 2 * (document.querySelector(".sheet-bar")?.getBoundingClientRect().height ?? 0);
    const asked = [...document.querySelectorAll("td.is-suspect")].map((cell) => cell.getBoundingClientRect());
    const all = {
      top: Math.min(...asked.map(({ top }) => top)),
      bottom: Math.max(...asked.map(({ bottom }) => bottom)),
    };
    const fits = asked.length > 0 && all.bottom - all.top < window.innerHeight - head;
    const { top, bottom } = fits ? all : first.getBoundingClientRect();
    if (top >= head && bottom <= window.innerHeight) return;
    window.scrollBy(0, (top + bottom - head - window.innerHeight) / 2);
  };
  // the browser itself goes to the place the address names when everything is loaded
  if (document.readyState === "complete") show();
  else window.addEventListener("load", () => requestAnimationFrame(show), { once: true });
}
