/**
 * Earlier figures of the indicator in hand: a line with the same part of other years marked, and the same as
 * a table. Drawn here rather than by a chart library, see docs/adr/0113.
 *
 * @typedef {import("./grid.js").Control} Control
 * @typedef {{label: string, text: string, same: boolean}} Point
 * @typedef {{cell: string, name: string, unit_of_measure: string, points: Point[]}} Series
 * @typedef {Point & {x: number, y: number}} Placed
 */

import { separated, textOf } from "./figures.js";
import { controlOf, focusCell, labelOf } from "./grid.js";

const [WIDTH, HEIGHT, SIDE, TOP, FOOT] = [640, 220, 14, 18, 30];

/**
 * Where the points stand in the drawing; a text that is no number has no place.
 * @param {Point[]} points
 * @returns {Placed[]}
 */
export function placed(points) {
  const numbers = points.map(({ text }) => Number(text));
  const known = numbers.filter((_, at) => points[at].text !== "" && Number.isFinite(numbers[at]));
  const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)];
  const step = (WIDTH - 2 * SIDE) / Math.max(1, points.length - 1);
  const scale = (HEIGHT - TOP - FOOT) / (high - low || 1);
  return points.flatMap((point, at) =>
    point.text === "" || !Number.isFinite(numbers[at])
      ? []
      : [{ ...point, x: SIDE + at * step, y: TOP + (high - numbers[at]) * scale }],
  );
}

/** @param {string} name @param {Record<string, string | number>} given @param {string} text */
function drawing(name, given, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(given)) made.setAttribute(key, String(value));
  made.textContent = text;
  return made;
}

/** @param {Point[]} points @param {string} title */
export function drawn(points, title) {
  const places = placed(points);
  const svg = drawing("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": title, class: "series__chart" });
  const floor = HEIGHT - FOOT;
  svg.append(
    drawing("line", { x1: SIDE, x2: WIDTH - SIDE, y1: floor, y2: floor, class: "series__axis" }),
    drawing("polyline", { points: places.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" "), class: "series__line" }),
  );
  for (const point of places) {
    const { x, y, same, label, text } = point;
    const circle = drawing("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: same ? 5 : 2.5, class: same ? "series__same" : "series__point" });
    circle.append(drawing("title", {}, `${label}：${separated(text)}`));
    svg.append(circle);
    if (!same) continue;
    const anchor = x < WIDTH / 4 ? "start" : x > (3 * WIDTH) / 4 ? "end" : "middle";
    svg.append(
      drawing("text", { x: x.toFixed(1), y: Math.max(12, y - 9).toFixed(1), "text-anchor": anchor }, separated(text)),
      drawing("text", { x: x.toFixed(1), y: HEIGHT - 10, "text-anchor": anchor }, label),
    );
  }
  return svg;
}

/**
 * F4, or the button beside the explanation, for the cell in hand.
 * @param {HTMLElement} root
 * @param {HTMLDialogElement} dialog
 * @param {HTMLButtonElement} button
 */
export function attachSeries(root, dialog, button) {
  /** @type {Control | null} */
  let cell = null;

  root.addEventListener("focusin", ({ target }) => {
    const control = controlOf(target);
    if (control === null) return;
    cell = control;
    button.hidden = !hasSeries(control);
  });
  button.addEventListener("click", () => void open());
  root.addEventListener("keydown", (event) => {
    if (event.key !== "F4" || event.altKey || event.ctrlKey || event.metaKey) return;
    if (cell === null || cell !== event.target || !hasSeries(cell)) return;
    event.preventDefault();
    void open();
  });
  dialog.querySelector("[data-series-leave]")?.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => cell && focusCell(root, cell.id));

  async function open() {
    if (cell === null || dialog.open) return;
    const series = await fetched(`${root.dataset.series ?? ""}?cell=${encodeURIComponent(cell.name)}`);
    if (dialog.open) return;
    const now = controlOf(document.getElementById(series?.cell ?? ""));
    const label = labelOf(now ?? cell);
    show(label, now === null ? "" : textOf(now), series);
    dialog.showModal();
  }

  /** @param {string} label @param {string} now @param {Series | null} series */
  function show(label, now, series) {
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (dialog.querySelector(`[data-series-${name}]`));
    const earlier = series?.points ?? [];
    const current = { label: root.dataset.period ?? "本期", text: now, same: true };
    const points = now === "" ? earlier : [...earlier, current];
    const unit = series?.unit_of_measure ? `（${series.unit_of_measure}）` : "";
    part("name").textContent = label + unit;
    part("said").textContent =
      series === null ? "没有取到历史数据，请稍后再试。" : earlier.length === 0 ? "没有以前各期的已上报数据。" : "已上报的各期数；实心大点为各年同期，最后一点为本期正在填报的数。";
    const drawnNow = earlier.length > 0 ? [drawn(points, `${label}历史走势，数据见下表`)] : [];
    part("chart").replaceChildren(...drawnNow);
    part("rows").replaceChildren(...[...points].reverse().map(rowOf));
    part("table").hidden = earlier.length === 0;
  }
}

/** @param {Control} control */
function hasSeries(control) {
  return control.dataset.decimals !== undefined && control.dataset.growth === undefined && !control.closest("[data-lines]");
}

/** @param {Point} point */
function rowOf({ label, text, same }) {
  const row = document.createElement("tr");
  row.className = same ? "is-same" : "";
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = label + (same ? "（同期）" : "");
  const figure = document.createElement("td");
  figure.textContent = separated(text);
  row.append(head, figure);
  return row;
}

/** @param {string} address @returns {Promise<Series | null>} */
async function fetched(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return answer.ok && !answer.redirected ? await answer.json() : null;
  } catch {
    return null;
  }
}
