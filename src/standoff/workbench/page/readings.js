// Readings side by side: two to four columns with one set of results, each with the changes of the moment.

import { colour } from "./answers.js";
import { by, fill, h, wide } from "./elements.js";
import { ask, listen, Refused } from "./requests.js";
import { changes } from "./state.js";
import { percent, points, written } from "./written.js";

const MOST = 4;
/** @type {string[]} */
let picked = [];
/** @type {any[]} what each of them answers so far, or why it does not */
let answers = [];
let refining = new AbortController();

/** Nothing is refined where nobody looks. */
export const leaveReadings = () => refining.abort();

/** @param {any} words @param {(error: any) => void} failed told what goes wrong while answers are refined */
export async function showReadings(words, failed) {
  leaveReadings();
  const names = words.order.readings;
  const place = by("panel-readings");
  if (names.length < 2) {
    fill(place, h("p", { class: "empty" }, "There is one reading. Turn something and keep it as a reading: the two then stand here side by side."));
    return;
  }
  picked = picked.filter((name) => names.includes(name));
  if (!picked.length) picked = names.slice(0, MOST);
  const own = (refining = new AbortController());
  const boxes = names.map((/** @type {string} */ name) => {
    const made = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", checked: picked.includes(name), disabled: !picked.includes(name) && picked.length >= MOST }));
    made.addEventListener("change", () => {
      picked = names.filter((/** @type {string} */ one) => (one === name ? made.checked : picked.includes(one)));
      showReadings(words, failed).catch(failed);
    });
    return h("label", {}, made, ` ${words.readings[name]?.title || name}`);
  });
  const head = h("fieldset", { class: "bar picks" }, h("legend", {}, `Up to ${MOST}, with what is changed at the moment`), ...boxes);
  const found = await Promise.all(picked.map((reading) => ask("/api/preview", { changes: { ...changes(), reading } }).catch(refusal)));
  if (own !== refining) return;
  answers = found;
  const region = wide("", "Readings side by side", table(words));
  fill(place, head, region);
  refine(own.signal, () => fill(region, table(words))).catch((error) => own.signal.aborted || failed(error));
}

/** @param {any} error @returns {Refused} a reading without an answer says why */
function refusal(error) {
  if (error instanceof Refused) return error;
  throw error;
}

/** @param {AbortSignal} signal @param {() => void} draw column by column, each to the run's size */
async function refine(signal, draw) {
  for (const [i, reading] of picked.entries()) {
    if (signal.aborted) return;
    if (answers[i] instanceof Refused || !answers[i].preview) continue;
    const hear = (/** @type {any} */ answer) => {
      if (signal.aborted) return;
      answers[i] = answer;
      draw();
    };
    await listen("/api/refine", { changes: { ...changes(), reading } }, signal, hear).catch((error) => hear(refusal(error)));
  }
}

/** @param {any} words @returns {HTMLElement} */
function table(words) {
  const heads = picked.map((name, i) => h("th", { scope: "col" }, words.readings[name]?.title || name, standing(answers[i])));
  const part = (/** @type {string} */ kind, /** @type {string} */ heading, /** @type {(one: any, name: string) => (Node | string | false)[]} */ cell) =>
    words.order[kind].length
      ? [
          h("tr", {}, h("th", { class: "part", scope: "rowgroup", colspan: picked.length + 1 }, heading)),
          ...words.order[kind].map((/** @type {string} */ name) => h("tr", { "data-name": name }, h("th", { scope: "row" }, words[kind][name]?.title || name), ...answers.map((answer) => h("td", { class: "n" }, ...(answer.found?.[kind][name] ? cell(answer.found[kind][name], name) : ["–"]))))),
        ]
      : [];
  const rows = [
    ...part("endings", "How it ends", (one, name) => [percent(one.probability), error(one.mc_error), meter(one.probability, colour(words, name))]),
    ...part("measures", "Measures", measure),
    ...part("conclusions", "Conclusions, by share of draws", (one) => [percent(one.share), meter(one.share, "share")]),
  ];
  return h("table", { class: "beside" }, h("thead", {}, h("tr", {}, h("td", {}), ...heads)), h("tbody", {}, ...rows));
}

/** @param {any} answer @returns {HTMLElement} how far a column is */
function standing(answer) {
  if (answer instanceof Refused) return h("small", { class: "failed" }, answer.message);
  const draws = answer.draws.toLocaleString("en");
  return h("small", { class: answer.preview ? "early" : "" }, answer.preview ? `preview: ${draws} of ${answer.wanted.toLocaleString("en")} draws` : `${draws} draws`);
}

/** @param {number | null} size @returns {HTMLElement | false} */
const error = (size) => size !== null && size !== undefined && h("small", {}, `± ${points(size)}`);

/** @param {any} found @returns {(Node | string | false)[]} its mean, and where nine draws of ten are */
function measure(found) {
  const said = (/** @type {any} */ x) => (/^P\(/.test(found.text ?? "") ? percent(x) : written(x));
  const spread = found.q05 !== null && found.q05 !== undefined && h("small", {}, `${said(found.q05)} to ${said(found.q95)}`);
  return [said(found.mean), spread];
}

/** @param {number} share @param {string} kind @returns {HTMLElement} */
function meter(share, kind) {
  const bar = h("i", {});
  bar.style.width = `${100 * share}%`;
  return h("span", { class: `meter ${kind}`, "aria-hidden": "true" }, bar);
}
