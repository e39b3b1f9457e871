// Readings side by side: two to four columns with one set of endings, each with the changes of the moment.

import { colour } from "./answers.js";
import { by, fill, h } from "./elements.js";
import { ask, Refused } from "./requests.js";
import { changes } from "./state.js";
import { percent } from "./written.js";

const MOST = 4;
/** @type {string[]} */
let picked = [];
let asked = 0;

/** @param {any} words */
export async function showReadings(words) {
  const names = words.order.readings;
  const place = by("panel-readings");
  if (names.length < 2) {
    fill(place, h("p", { class: "empty" }, "There is one reading. Turn something and keep it as a reading: the two then stand here side by side."));
    return;
  }
  picked = picked.filter((name) => names.includes(name));
  if (!picked.length) picked = names.slice(0, MOST);
  const own = ++asked;
  const boxes = names.map((/** @type {string} */ name) => {
    const made = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", checked: picked.includes(name), disabled: !picked.includes(name) && picked.length >= MOST }));
    made.addEventListener("change", () => {
      picked = names.filter((/** @type {string} */ one) => (one === name ? made.checked : picked.includes(one)));
      showReadings(words);
    });
    return h("label", {}, made, ` ${words.readings[name]?.title || name}`);
  });
  const head = h("fieldset", { class: "bar picks" }, h("legend", {}, `Up to ${MOST}, by previews, with what is changed at the moment`), ...boxes);
  const answers = await Promise.all(picked.map((reading) => ask("/api/preview", { changes: { ...changes(), reading } }).catch((error) => (error instanceof Refused ? error : Promise.reject(error)))));
  if (own === asked) fill(place, head, h("div", { class: "wide" }, table(words, answers)));
}

/** @param {any} words @param {any[]} answers @returns {HTMLElement} */
function table(words, answers) {
  const heads = picked.map((name, i) => h("th", { scope: "col" }, words.readings[name]?.title || name, answers[i] instanceof Refused && h("small", { class: "failed" }, answers[i].message)));
  const part = (/** @type {string} */ kind, /** @type {string[]} */ names, /** @type {(one: any) => number} */ share) =>
    names.map((name) =>
      h("tr", {}, h("th", { scope: "row" }, words[kind][name]?.title || name), ...answers.map((answer) => cell(answer instanceof Refused ? undefined : answer.found[kind][name], share, kind === "endings" ? colour(words, name) : "share"))),
    );
  return h("table", { class: "beside" }, h("thead", {}, h("tr", {}, h("td", {}), ...heads)), h("tbody", {}, ...part("endings", words.order.endings, (one) => one.probability), ...part("conclusions", words.order.conclusions, (one) => one.share)));
}

/** @param {any} found @param {(one: any) => number} share @param {string} kind @returns {HTMLElement} */
function cell(found, share, kind) {
  if (!found) return h("td", { class: "n" }, "–");
  const bar = h("i", {});
  bar.style.width = `${100 * share(found)}%`;
  return h("td", { class: "n" }, percent(share(found)), h("span", { class: `meter ${kind}`, "aria-hidden": "true" }, bar));
}
