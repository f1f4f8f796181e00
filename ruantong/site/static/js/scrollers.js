/**
 * A list that is wider or longer than its place scrolls within it, and the keyboard must reach it to do so: the place
 * becomes a stop of Tab with the name of what it holds. Newer Chromium makes it a stop by itself, without a name.
 */

const PLACES = ".table-wrap, .sheet-wrap, .panel__body";

/** @param {HTMLElement} place */
function nameOf(place) {
  const title = place.querySelector("caption") ?? place.closest("section, article")?.querySelector("h2") ?? document.querySelector("h1");
  return title?.textContent?.trim() ?? "";
}

/** @param {Element} place */
function mark(place) {
  if (!(place instanceof HTMLElement)) return;
  const { overflowX, overflowY } = getComputedStyle(place);
  const sideways = place.scrollWidth > place.clientWidth && overflowX === "auto";
  const scrolls = sideways || (place.scrollHeight > place.clientHeight + 1 && overflowY === "auto");
  if (!scrolls) return ["tabindex", "role", "aria-label"].forEach((name) => place.removeAttribute(name));
  place.tabIndex = 0;
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", nameOf(place));
}

if (typeof document !== "undefined") {
  const watched = new ResizeObserver((changes) => changes.forEach(({ target }) => mark(target)));
  document.querySelectorAll(PLACES).forEach((place) => watched.observe(place));
}
