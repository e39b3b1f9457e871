// Endings, measures and conclusions: what they are now, what they were, and whether that is a difference.

import { by, fill, h, say } from "./elements.js";
import { percent, points, written } from "./written.js";

// as in the report (Okabe and Ito 2008); grey for the ending that is none of the others
const COLOURS = ["c0", "c1", "c2", "c3", "c4", "c5", "c6"];
/** @type {Map<string, any>} */
const rows = new Map();
let shape = "";

/** @param {any} words @param {string} name @returns {number} */
const place = (words, name) => words.order.endings.indexOf(name);

/** @param {any} words @param {string} name @returns {string} the colour class of an ending */
export function colour(words, name) {
  return words.endings[name]?.text === "otherwise" ? "rest" : COLOURS[place(words, name) % COLOURS.length];
}

/** @param {any} answer @param {any} words */
export function showAnswer(answer, words) {
  const { endings, measures, conclusions } = answer.found;
  const next = JSON.stringify([answer.reading, ...[endings, measures, conclusions].map(Object.keys), words.hash]);
  if (next !== shape) build(answer, words);
  shape = next;
  for (const name of words.order.endings) if (endings[name]) ending(rows.get(`ending:${name}`), endings[name], answer.changes[`ending:${name}`]);
  for (const name of words.order.measures) if (measures[name]) measure(rows.get(`measure:${name}`), measures[name], answer.changes[`measure:${name}`]);
  for (const name of words.order.conclusions) if (conclusions[name]) conclusion(rows.get(`conclusion:${name}`), conclusions[name], answer.changes[`conclusion:${name}`]);
  const notes = by("notes");
  fill(notes, ...answer.failed.map((/** @type {string} */ line) => h("p", { class: "failed" }, `Some draws failed: ${line}`)), ...answer.fallen.map((/** @type {string} */ line) => h("p", {}, `Falls: ${line}.`)), ...answer.left.map((/** @type {any} */ one) => h("p", {}, `Stays: the ${one.kind} `, h("code", {}, one.name), `, ${one.why}.`)));
}

/** @param {any} answer @param {any} words */
function build(answer, words) {
  rows.clear();
  const part = (/** @type {string} */ kind, /** @type {string[]} */ names, /** @type {any} */ found, /** @type {string} */ heading) => {
    const present = names.filter((name) => found[name]);
    if (!present.length) return [];
    return [h("h2", {}, heading), h("div", { class: "rows" }, ...present.map((name, i) => made(kind, name, found[name].title || name, i, words)))];
  };
  const { endings, measures, conclusions } = answer.found;
  fill(by("answers"), h("div", { id: "notes" }), ...part("ending", words.order.endings, endings, "How it ends"), ...part("measure", words.order.measures, measures, "Measures"), ...part("conclusion", words.order.conclusions, conclusions, "Conclusions, by share of draws"));
}

/** @param {string} kind @param {string} name @param {string} title @param {number} i @param {any} words @returns {HTMLElement} */
function made(kind, name, title, i, words) {
  const value = h("span", { class: "n value" });
  const delta = h("span", { class: "n delta" });
  const spread = h("small", { class: "n spread" });
  const bar = h("i", {});
  const ghost = h("b", { hidden: true });
  const meter = kind === "measure" ? null : h("span", { class: `meter ${kind === "ending" ? colour(words, name) : "share"}`, "aria-hidden": "true" }, bar, ghost);
  const key = kind === "ending" && h("span", { class: `key ${colour(words, name)}`, "aria-hidden": "true" }, String.fromCharCode(65 + (i % 26)));
  const element = h("div", { class: `row ${kind}`, "data-name": `${kind}:${name}` }, h("span", { class: "title" }, key, h("span", {}, title)), meter, value, delta, spread);
  rows.set(`${kind}:${name}`, { element, value, delta, spread, bar, ghost });
  return element;
}

/** @param {any} row @param {any} found @param {any} change */
function ending(row, found, change) {
  say(row.value, percent(found.probability));
  say(row.spread, found.mc_error === null ? "" : `± ${points(found.mc_error)}`);
  row.bar.style.width = `${100 * found.probability}%`;
  delta(row, change, 100, " pts");
}

/** @param {any} row @param {any} found @param {any} change */
function measure(row, found, change) {
  const share = /^P\(/.test(found.text ?? "");
  const said = (/** @type {any} */ x) => (share ? percent(x) : written(x));
  say(row.value, said(found.mean));
  say(row.spread, found.q05 === null || found.q05 === undefined ? "" : `${said(found.q05)} to ${said(found.q95)}`);
  delta(row, change, share ? 100 : 1, share ? " pts" : "");
}

/** @param {any} row @param {any} found @param {any} change */
function conclusion(row, found, change) {
  say(row.value, percent(found.share));
  const open = found.share_undefined + found.share_unsolved;
  say(row.spread, `fails in ${percent(found.share_fails)}${open > 0 ? `, open in ${percent(open)}` : ""}`);
  row.bar.style.width = `${100 * found.share}%`;
  delta(row, change, 100, " pts");
}

/** @param {any} row @param {any} change @param {number} times @param {string} unit the ghost and the change */
function delta(row, change, times, unit) {
  const moved = change && change.difference !== null;
  row.ghost.hidden = !moved;
  if (moved && row.ghost.parentElement) row.ghost.style.left = `${Math.min(100, 100 * change.before)}%`;
  const size = moved ? times * change.difference : 0;
  const text = times === 100 ? points(size / times) : written(Math.abs(size));
  say(row.delta, !moved ? "" : !change.clear ? "≈ 0" : `${size > 0 ? "+" : "−"}${text}${unit}`);
  row.delta.title = !moved ? "" : change.clear ? `was ${times === 100 ? percent(change.before) : written(change.before)}, on the same draws; error of the change ${written(times * (change.error ?? 0))}` : "not told from no change";
  row.element.classList.toggle("clear", Boolean(moved && change.clear));
}
