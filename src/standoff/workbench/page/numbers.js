// Numbers with their densities and sliders: the middle moves, the range moves with it or on its own.

import { by, fill, h, s, say } from "./elements.js";
import { change, changes } from "./state.js";
import { asWritten, ends, quantiles, turned, written } from "./written.js";

const STEPS = 1000;
const WIDTH = 132;
const HEIGHT = 30;
/** @type {Map<string, any>} rows by name */
const rows = new Map();
/** @type {any[]} as the text has them */
let known = [];

/** @param {any} reading what the server shows of a reading without changes @param {(claim: string) => void} open */
export function showNumbers(reading, open) {
  const place = by("panel-numbers");
  known = reading.numbers;
  rows.clear();
  if (!known.length) {
    fill(place, h("p", { class: "empty" }, "This scenario names no numbers. Write them under ", h("code", {}, "parameters:"), " to turn them here."));
    return;
  }
  const find = /** @type {HTMLInputElement} */ (h("input", { type: "search", placeholder: "Find a number", "aria-label": "Find a number", input: () => filter(find.value, every.checked) }));
  const every = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", change: () => filter(find.value, every.checked) }));
  const list = h("div", { class: "numbers" }, ...known.filter((one) => one.kind !== "derived").map((one) => row(one, open)));
  fill(place, h("div", { class: "bar" }, find, h("label", {}, every, " also what nothing uses")), list);
  filter("", false);
}

/** @param {string} word @param {boolean} all */
function filter(word, all) {
  for (const [name, { element, number }] of rows) {
    element.hidden = !(`${name} ${number.says}`.toLowerCase().includes(word.toLowerCase()) && (all || number.used || name in changes().numbers));
  }
}

/** @param {any} number @param {(claim: string) => void} open @returns {HTMLElement} */
function row(number, open) {
  const [first, last] = ends(number);
  const at = (/** @type {number} */ value) => Math.round((STEPS * (value - first)) / (last - first || 1));
  const value = (/** @type {string} */ step) => first + ((last - first) * Number(step)) / STEPS;
  const text = (/** @type {number} */ x) => written(x, number.unit);
  /** @param {string} label @param {number} start @returns {HTMLInputElement} */
  const slider = (label, start) => /** @type {HTMLInputElement} */ (h("input", { type: "range", min: 0, max: STEPS, value: at(start), "aria-label": label, "aria-valuetext": text(start) }));
  const middle = slider(`${number.name}, the middle`, number.middle);
  const turn = (/** @type {boolean} */ settled) => set(number, turned(number, value(middle.value)), settled);
  middle.addEventListener("input", () => turn(false));
  middle.addEventListener("change", () => turn(true));
  const shown = h("output", { class: "n" }, text(number.middle));
  const range = h("small", { class: "n" });
  const back = h("button", { class: "quiet", hidden: true, "aria-label": `${number.name} as in the text`, click: () => change((next) => void delete next.numbers[number.name]) }, "↺");
  const drawing = s("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "density", "aria-hidden": "true" });
  const more = details(number, slider, value);
  const rests = h("small", { class: "note" }, number.unit && `${number.unit} · `, number.set_by, number.unverified && " · unverified", ...number.because.flatMap((/** @type {string} */ claim) => [" ", h("button", { class: "link", click: () => open(claim) }, claim)]), number.source && ` · ${number.source}`);
  const element = h("div", { class: "number", "data-name": number.name }, h("div", { class: "name" }, h("code", {}, number.name), h("span", {}, number.says), rests), h("div", { class: "turn" }, drawing, middle, more.element), h("div", { class: "value" }, shown, range, back));
  const kept = { element, number, middle, shown, range, back, drawing, more, at, text };
  rows.set(number.name, kept);
  draw(kept, number);
  return element;
}

/** @param {any} number @param {any} slider @param {(step: string) => number} value */
function details(number, slider, value) {
  const exact = /** @type {HTMLInputElement} */ (h("input", { value: number.text, spellcheck: "false", "aria-label": `${number.name}, as written` }));
  exact.addEventListener("change", () => set(number, asWritten(exact.value), true));
  const low = slider(`${number.name}, 5 %`, number.low);
  const high = slider(`${number.name}, 95 %`, number.high);
  const middle = () => rows.get(number.name).now.middle;
  const gap = Math.max(number.unit === "date" ? 1 : 0, Number(value("1")) - Number(value("0"))); // an end never passes the middle
  const spread = (/** @type {boolean} */ settled) => set(number, quantiles(number, Math.min(value(low.value), middle() - gap), middle(), Math.max(value(high.value), middle() + gap)), settled);
  for (const handle of [low, high]) {
    handle.addEventListener("input", () => spread(false));
    handle.addEventListener("change", () => spread(true));
  }
  const varies = number.kind !== "constant";
  const element = h("details", {}, h("summary", {}, "range"), varies && h("label", {}, "5 % ", low), varies && h("label", {}, "95 % ", high), h("label", {}, "written ", exact));
  return { element, low, high, exact };
}

/** @param {any} number @param {any} draw "" as the text has it @param {boolean} settled */
function set(number, draw, settled) {
  change((next) => void (draw === "" ? delete next.numbers[number.name] : (next.numbers[number.name] = draw)), settled, number.name);
}

/** @param {any[]} turnedNow the numbers of an answer that are not as in the text */
export function markTurned(turnedNow) {
  const found = new Map(turnedNow.map((one) => [one.name, one]));
  for (const [name, kept] of rows) draw(kept, found.get(name) ?? kept.number);
}

/** @param {any} kept @param {any} now */
function draw(kept, now) {
  const { number, element, middle, shown, range, back, drawing, more, at, text } = kept;
  const moved = now !== number;
  if (kept.now === now) return;
  kept.now = now;
  say(shown, text(now.middle));
  say(range, now.low === now.high ? "" : `${text(now.low)} to ${text(now.high)}`);
  back.hidden = !(number.name in changes().numbers);
  element.classList.toggle("moved", moved);
  for (const [handle, value] of [[middle, now.middle], [more.low, now.low], [more.high, now.high]]) {
    if (document.activeElement !== handle) handle.value = at(value);
    handle.setAttribute("aria-valuetext", text(value));
  }
  if (document.activeElement !== more.exact) more.exact.value = now.text;
  const [first, last] = ends(number);
  drawing.replaceChildren(...(moved ? [curve(number, first, last, "ghost")] : []), curve(now, first, last, "now"));
}

/** @param {any} number @param {number} first @param {number} last @param {string} kind @returns {SVGElement} */
function curve(number, first, last, kind) {
  const x = (/** @type {number} */ value) => Math.max(0, Math.min(WIDTH, (WIDTH * (value - first)) / (last - first || 1)));
  if (!number.density.length) return s("line", { x1: x(number.middle), x2: x(number.middle), y1: 2, y2: HEIGHT, class: kind });
  const step = (number.density_to - number.density_from) / number.density.length;
  const points = number.density.map((/** @type {number} */ height, /** @type {number} */ i) => `${x(number.density_from + (i + 0.5) * step).toFixed(1)},${(HEIGHT - (HEIGHT - 3) * height).toFixed(1)}`);
  return s("polygon", { points: `${x(number.density_from).toFixed(1)},${HEIGHT} ${points.join(" ")} ${x(number.density_to).toFixed(1)},${HEIGHT}`, class: kind });
}

/** @param {string} name @returns {string} what a chip says of a number that is turned */
export function numberSaid(name) {
  const draw = changes().numbers[name];
  const middle = typeof draw === "object" ? (draw.quantiles[50] ?? "") : draw;
  return `${name} ${typeof middle === "number" ? written(middle) : middle}`;
}
