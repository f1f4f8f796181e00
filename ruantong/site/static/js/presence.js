/** “张三正在填写本表”: this page says once a minute that it is being looked at, and hears who else has the form open. */

import { postJson } from "./post.js";

const EVERY = 60_000;

const line = document.querySelector("[data-here]");
if (line instanceof HTMLElement) attach(line);

/** @param {HTMLElement} place */
function attach(place) {
  let timer = 0;
  const say = async () => {
    window.clearTimeout(timer);
    if (document.visibilityState === "hidden") return; // nobody looks at it
    timer = window.setTimeout(say, EVERY);
    const { status, body } = await postJson(place.dataset.here ?? "", {});
    const told = status === 200 ? told_of(body.others) : "";
    if (place.textContent !== told) place.textContent = told;
  };
  document.addEventListener("visibilitychange", say);
  void say();
}

/** @param {{name: string, minutes: number}[]} others */
function told_of(others) {
  const each = others.map(({ name, minutes }) => `${name}正在填写本表（${minutes === 0 ? "刚刚" : `${minutes}分钟前`}）`);
  return each.join("，");
}
