/**
 * The page is a plain form that the platform sends true as it stands; scripts make it a live one. Where
 * they cannot, or fail, it goes on as the plain form.
 */

/**
 * Whether this browser has what the scripts use. One that could not read their syntax never comes here;
 * this method came last of what is used (Chromium 86; ADR 0073).
 */
export function capable() {
  return "replaceChildren" in Element.prototype;
}

/**
 * Tells when a script of the page has failed in the middle of its work. The live check beside the form
 * takes itself off the page; neither it nor what is sealed on the machine saves anything.
 * @param {() => void} stop
 */
export function onFailure(stop) {
  const ours = new URL(".", import.meta.url).href;
  /** @param {string} place */
  const matters = (place) => place.includes(ours) && !/\/js\/(live|rules\/|seal|shelf)/.test(place);
  window.addEventListener("error", ({ filename }) => {
    if (matters(filename)) stop();
  });
  window.addEventListener("unhandledrejection", ({ reason }) => {
    if (reason instanceof Error && matters(reason.stack ?? "")) stop();
  });
}
