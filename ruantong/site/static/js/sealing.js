/** 在本机暂存（加密）: the button, and the offer of what a page that is gone had not sent. */

import { postJson } from "./post.js";
import { joined, Sealed } from "./sealed.js";
import { choose as remember, isChosen, shelf, wipe } from "./shelf.js";
import { attachStaying, engage } from "./staying.js";

/** @typedef {import("./autosave.js").Autosave} Autosave */
/** @typedef {import("./autosave.js").Batch} Batch */

/**
 * @param {HTMLFormElement} root
 * @param {Autosave} saving
 * @param {{told: () => void, show: (batch: Batch) => void, stayed: () => void}} page `told`: where texts lie has
 *   changed; `stayed`: the page was asked to go, and could not
 */
export function attachSealing(root, saving, page) {
  const button = root.querySelector("[data-seal]");
  const { person = "", ret = "", form = "", sealKey = "", worker = "" } = root.dataset;
  /** @type {Sealed | null} */
  let sealed = null;
  /** @type {Batch | null} left by a page that is gone, not yet decided on */
  let left = null;
  const attached = {
    /** Everything the platform does not have lies on this machine. */
    holds: () => sealed?.holds ?? false,
    /** What the platform does not have has changed. */
    changed() {
      const pending = saving.pending();
      const all = left && pending ? joined(left, pending) : (pending ?? left);
      void sealed?.keep(all).then(page.told);
    },
    /** A sign-in has its own secret. */
    async signedIn() {
      if (sealed !== null && (await choose())) attached.changed();
    },
  };
  // without encryption (a connection that is not) or a store there is nothing to choose
  if (!(button instanceof HTMLButtonElement) || !globalThis.crypto?.subtle || !globalThis.indexedDB) return attached;
  attachStaying(page.stayed);
  button.hidden = false;
  button.addEventListener("click", () => void (sealed === null ? choose() : giveUp()));
  void isChosen().then((chosen) => {
    if (chosen) void choose();
  });
  return attached;

  async function choose() {
    try {
      return await begin();
    } catch {
      // the browser keeps nothing (a private window, a full disk): the page goes on as without it
      giveUp();
      if (button instanceof HTMLButtonElement) button.textContent = "本机不能暂存";
      return false;
    }
  }

  async function begin() {
    const { status, body } = await postJson(sealKey, {});
    if (status !== 200) return false;
    const opened = sealed ?? new Sealed(`${person}/${ret}/${form}/`, crypto.randomUUID?.() ?? String(Math.random()), shelf);
    await opened.open(body.secret);
    remember();
    const first = sealed === null;
    sealed = opened;
    press(true);
    engage(worker); // a sign-in page may have sent it away
    if (first) await offer(opened);
    attached.changed();
    return true;
  }

  function giveUp() {
    sealed = null;
    left = null;
    wipe();
    press(false);
    document.querySelector("[data-left]")?.remove();
    page.told();
  }

  /** @param {boolean} on */
  function press(on) {
    button?.setAttribute("aria-pressed", String(on));
  }

  /** @param {Sealed} opened */
  async function offer(opened) {
    const found = await opened.left();
    if (found === null) return;
    left = found.batch;
    const count = Object.keys({ ...left.cells, ...left.rows }).length;
    const at = new Date(found.at).toLocaleString("zh-CN", { hour12: false });
    const box = document.createElement("div");
    box.className = "conflicts";
    box.dataset.left = "";
    box.setAttribute("role", "alert");
    const text = document.createElement("p");
    text.className = "conflicts__title";
    text.textContent = `上次关闭时有${count}处没有保存到平台，已加密存在本机（${at}）：`;
    const acts = document.createElement("div");
    acts.className = "form-actions";
    acts.append(
      act("恢复并保存", () => {
        const batch = left;
        left = null;
        if (batch !== null) page.show(batch);
        void opened.shelf.remove(found.names);
      }),
      act("放弃", () => {
        left = null;
        void opened.shelf.remove(found.names);
        attached.changed();
      }),
    );
    box.append(text, acts);
    root.querySelector("[data-conflicts]")?.before(box);

    /** @param {string} words @param {() => void} done */
    function act(words, done) {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "btn btn--small";
      made.textContent = words;
      made.addEventListener("click", () => {
        box.remove();
        done();
      });
      return made;
    }
  }
}
