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
