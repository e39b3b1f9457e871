// Dated moves on a line of days: the window of each as a bar, and its options to make with a click.

import { h } from "./elements.js";
import { percent } from "./written.js";

const DAY = 86_400_000;

/** @param {string} day @returns {number} */
const days = (day) => Date.parse(`${day}T00:00:00Z`) / DAY;

/**
 * @param {any} picture @param {any} words
 * @param {any} make what a click on an option does
 * @param {(move: string, option: string) => boolean} open whether an option can be made
 * @returns {HTMLElement}
 */
export function calendar(picture, words, make, open) {
  const dated = picture.calendar;
  if (!dated.length) return h("p", { class: "empty" }, "No move of this scenario has a date. Write ", h("code", {}, "within:"), ", ", h("code", {}, "on:"), " or ", h("code", {}, "until:"), " at a move to see it here.");
  const first = Math.min(days(picture.as_of), ...dated.map((/** @type {any} */ one) => days(begins(one, picture))));
  const last = Math.max(days(picture.horizon), ...dated.map((/** @type {any} */ one) => days(one.end)));
  const at = (/** @type {string} */ day) => (100 * (days(day) - first)) / (last - first || 1);
  const rows = [...dated].sort((one, other) => days(begins(one, picture)) - days(begins(other, picture)) || days(one.end) - days(other.end)).map((one) => row(one, picture, words, at, make, open));
  return h("div", {}, h("p", { class: "note" }, `From ${picture.as_of} to ${picture.horizon}, from ${picture.draws} draws. A bar is the window in which a move can be made, at the median where its end is uncertain.`), h("div", { class: "calendar" }, ...rows));
}

/** @param {any} one @param {any} picture @returns {string} */
const begins = (one, picture) => one.start ?? (one.kind === "on" ? one.end : one.end < picture.as_of ? one.end : picture.as_of);

/** @param {any} one @param {any} picture @param {any} words @param {(day: string) => number} at @param {any} make @param {any} open */
function row(one, picture, words, at, make, open) {
  const start = begins(one, picture);
  const bar = h("i", { class: one.actor ? "decision" : "chance" });
  bar.style.left = `${at(start)}%`;
  bar.style.width = `${Math.max(0.6, at(one.end) - at(start))}%`;
  const uncertain = [one.start_range, one.end_range].filter(Boolean).map((ends) => ends.join(" to ")).join("; ");
  const when = start === one.end ? `on ${one.end}` : one.start ? `${start} to ${one.end}` : `by ${one.end}`;
  const who = one.actor ? words.actors[one.actor]?.title || one.actor : "chance";
  const options = one.options.map((/** @type {any} */ option) => {
    const pressed = make.how(one.move, option.option);
    return h("button", { class: `option ${pressed}`, "aria-pressed": String(pressed !== ""), disabled: !open(one.move, option.option), "data-make": `${one.move}=${option.option}`, click: () => make(one.move, option.option) }, option.option, " ", h("small", {}, percent(option.probability)));
  });
  return h("div", { class: "dated", "data-name": one.move }, h("div", {}, h("b", {}, one.title || words.moves[one.move]?.title || one.move), " ", h("small", {}, who, ` · ${when}`, uncertain && ` (5 to 95 %: ${uncertain})`, one.unverified && " · unverified")), h("div", { class: "window", "aria-hidden": "true" }, bar), h("div", { class: "options" }, ...options));
}
