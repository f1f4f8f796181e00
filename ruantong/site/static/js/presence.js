/** “张三正在填写本表”: a page in use says so once a minute, and hears who else of the enterprise has the form open. */

import { postJson } from "./post.js";

const EVERY = 60_000;

/** A page that nobody uses says nothing: what it sent would keep the sign-in from ending by itself. */
export class Presence {
  /**
   * @param {{say: () => Promise<string>, show: (told: string) => void, schedule: (task: () => void) => void}} page
   *   `schedule`: in a minute, and nothing that was to be done before
   */
  constructor(page) {
    this.page = page;
    this.used = true;
    this.asleep = false;
  }

  async beat() {
    this.page.schedule(() => void this.beat());
    this.asleep = !this.used;
    this.used = false;
    this.page.show(this.asleep ? "" : await this.page.say());
  }

  /** Something was typed or pressed. */
  touched() {
    this.used = true;
    if (this.asleep) void this.beat();
  }
}

/** @param {{name: string, minutes: number}[]} others */
export function sentence(others) {
  const each = others.map(({ name, minutes }) => `${name}正在填写本表（${minutes === 0 ? "刚刚" : `${minutes}分钟前`}）`);
  return each.join("，");
}

/** @param {HTMLElement} place */
function attach(place) {
  let timer = 0;
  const presence = new Presence({
    async say() {
      const { status, body } = await postJson(place.dataset.here ?? "", {});
      return status === 200 ? sentence(body.others) : "";
    },
    show(told) {
      if (place.textContent !== told) place.textContent = told;
    },
    schedule(task) {
      window.clearTimeout(timer);
      timer = window.setTimeout(task, EVERY);
    },
  });
  for (const type of ["keydown", "pointerdown"]) document.addEventListener(type, () => presence.touched());
  void presence.beat();
}

const line = globalThis.document?.querySelector("[data-here]");
if (line instanceof HTMLElement) attach(line);
