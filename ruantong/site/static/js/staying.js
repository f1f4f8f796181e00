/** With 在本机暂存（加密） an open form outlives a reload, and a link, that the platform does not answer (docs/adr/0125). */

const LONGEST_WAIT = 120_000; // for an answer, after the page was asked to go

/** Answers the worker that asks which page is being left. @param {() => void} stayed the page was, and could not */
export function attachStaying(stayed) {
  let left = -Infinity;
  window.addEventListener("beforeunload", () => {
    left = performance.now();
  });
  navigator.serviceWorker?.addEventListener("message", ({ data, ports }) => {
    if (data !== "leaving?") return;
    const stays = performance.now() - left < LONGEST_WAIT;
    left = -Infinity;
    ports[0].postMessage(stays);
    if (stays) stayed();
  });
}

/** Without a worker a reload loses the page, as without the choice. @param {string} address */
export function engage(address) {
  navigator.serviceWorker?.register(address, { scope: "/", updateViaCache: "none" }).catch(() => {});
}

/** The worker goes with the last page that it serves. */
export function dismiss() {
  void navigator.serviceWorker?.getRegistrations().then((all) => all.forEach((each) => void each.unregister()));
}
