/** The result of 数据审核 beside the form: leading to cells, keeping explanations. */

import { focusCell } from "./grid.js";
import { postForm } from "./post.js";

/** @param {string} login address of the login page */
export function attachFindings(login) {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-goto]") : null;
    if (!(link instanceof HTMLAnchorElement)) return;
    if (focusCell(document, link.dataset.goto ?? "")) event.preventDefault();
  });
  for (const form of document.querySelectorAll("form[data-explain]")) {
    if (form instanceof HTMLFormElement) keepExplanation(form, login);
  }
}

/** @param {HTMLFormElement} form @param {string} login */
function keepExplanation(form, login) {
  const state = form.querySelector(".explain__state");
  const text = form.querySelector("textarea");
  if (state === null || text === null) return;
  text.addEventListener("input", () => {
    state.textContent = "尚未保存";
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    state.textContent = "正在保存…";
    const { status, body } = await postForm(form);
    if (status === 200) {
      state.textContent = body.message ?? "已保存";
      form.closest(".finding")?.classList.add("is-settled");
    } else if (status === 401) {
      state.replaceChildren("登录已超时，内容仍在本页：", loginLink(login), "后再保存");
    } else {
      state.textContent = body?.message ?? "未保存：网络不通，请稍后再试";
    }
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

/** True while an explanation is typed and not yet kept. */
export function explanationsOpen() {
  return [...document.querySelectorAll("form[data-explain] textarea")].some(
    (text) => text instanceof HTMLTextAreaElement && text.value !== text.defaultValue &&
      text.form?.querySelector(".explain__state")?.textContent === "尚未保存",
  );
}
