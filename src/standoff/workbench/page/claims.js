// Claims by document, each with a switch that strikes it out, and one for all of a document.

import { by, fill, h } from "./elements.js";
import { change, changes } from "./state.js";

/** @type {Map<string, HTMLInputElement>} */
const switches = new Map();
/** @type {Map<string, HTMLInputElement>} */
const whole = new Map();
/** @type {any} */
let words = null;

/** @param {any} told */
export function showClaims(told) {
  words = told;
  switches.clear();
  whole.clear();
  const place = by("panel-claims");
  const names = Object.keys(words.claims);
  if (!names.length) {
    fill(place, h("p", { class: "empty" }, "This scenario records no claims. Write ", h("code", {}, "claims:"), " and name them under ", h("code", {}, "because:"), "; each can then be struck out here."));
    return;
  }
  const documents = [...new Set(names.map((name) => words.claims[name].document))];
  const intro = h("p", { class: "note" }, "A struck claim no longer speaks for anything: what rests on it alone falls back to what it would be without it.");
  fill(place, intro, ...documents.map((document) => section(document, names.filter((name) => words.claims[name].document === document))));
  markStruck();
}

/** @param {string} document @param {string[]} names @returns {HTMLElement} */
function section(document, names) {
  const told = words.documents[document] ?? {};
  const all = box(`all of ${told.title || document}`, (on) => change((next) => void (next.documents = toggled(next.documents, document, !on))));
  whole.set(document, all);
  const about = [told.author, told.published].filter(Boolean).join(", ");
  return h("section", { class: "document" }, h("h3", {}, h("label", {}, all, " ", told.title || document), " ", h("small", {}, about)), h("ul", {}, ...names.map(claim)));
}

/** @param {string} name @returns {HTMLElement} */
function claim(name) {
  const told = words.claims[name];
  const on = box(name, (kept) => change((next) => void (next.claims = toggled(next.claims, name, !kept))));
  switches.set(name, on);
  return h("li", { id: `claim-${name}` }, h("label", {}, on, " ", h("code", {}, name), " ", h("span", { class: "says" }, told.says)), " ", h("small", {}, told.claimant, told.unverified && " · unverified", told.status !== "accepted" && ` · ${told.status}`));
}

/** @param {string} label @param {(on: boolean) => void} hear @returns {HTMLInputElement} */
function box(label, hear) {
  const made = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", checked: true, "aria-label": `${label} counts` }));
  made.addEventListener("change", () => hear(made.checked));
  return made;
}

/** @param {string[]} list @param {string} name @param {boolean} there @returns {string[]} */
function toggled(list, name, there) {
  return there ? [...list, name] : list.filter((one) => one !== name);
}

export function markStruck() {
  const { claims, documents } = changes();
  for (const [document, made] of whole) made.checked = !documents.includes(document);
  for (const [name, made] of switches) {
    const gone = documents.includes(words.claims[name].document);
    made.checked = !gone && !claims.includes(name);
    made.disabled = gone;
    made.closest("li")?.classList.toggle("struck", !made.checked);
  }
}

/** @param {string} name shows a claim and leads the eye to it */
export function leadTo(name) {
  const found = by(`claim-${name}`);
  found?.scrollIntoView({ block: "center" });
  found?.querySelector("input")?.focus();
}
