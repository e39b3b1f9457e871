// A first look in five steps, on the scenario that is open; it stands in the page and covers nothing.

import { by, fill, h } from "./elements.js";

const SEEN = "standoff_seen=1"; // a cookie, since the port is another one at each start
const YEAR = 31_536_000;
let at = -1;
/** @type {any} */
let words = null;
/** @type {any} */
let reading = null;
/** @type {(tab: string) => void} */
let pick = () => {};

/** @param {any} told @param {any} shown the reading @param {(tab: string) => void} show goes to a tab */
export function offerTour(told, shown, show) {
  const before = words;
  [words, reading, pick] = [told, shown, show];
  if (!before && !document.cookie.includes(SEEN) && location.hash === "") step(0);
}

/** Begins again, from the button. */
export const tour = () => words && step(0);

/** @returns {[string, string, string][]} a tab, what is said there, and what is pointed at */
function steps() {
  const ending = document.querySelector("#answers .row.ending");
  const title = ending?.querySelector(".title span:last-child")?.textContent ?? "";
  const number = reading.numbers.find((/** @type {any} */ one) => one.used && one.kind !== "derived");
  const claim = Object.keys(words.claims)[0];
  const move = reading.moves.find((/** @type {any} */ one) => !one.off && one.fixed === null);
  return [
    ["", ending ? `This is the answer as the text has it: in how much of play it ends with “${title}”, and so on. A share is no forecast; it is as good as the numbers behind it.` : "The answers stand on the left, as the text has them.", ending ? `[data-name="${ending.getAttribute("data-name")}"]` : ""],
    ["numbers", number ? `Move the slider of ${number.name}${number.says ? ` (${number.says})` : ""}: the answers move while you do, first as a preview. A dashed mark stays where the text has them.` : "Numbers that the text names stand here, each with a slider.", number ? `.number[data-name="${number.name}"]` : ""],
    ["claims", claim ? `Take the tick from ${claim}: what rests on that claim alone falls, and the answers say by how much.` : "Claims of documents stand here, once the text records some; each can be struck out.", claim ? `#claim-${claim}` : ""],
    ["moves", move ? `Click an option of “${move.title || move.name}”, in the list, the tree or the calendar: given from outside, or observed to be made. Chips at the top say what is assumed.` : "Moves stand here, to be given or observed.", move ? `.move[data-name="${move.name}"]` : ""],
    ["text", "Here is the text itself. Ctrl-Space offers what can be written, problems are underlined with their mends. Undo takes back every step; “Keep as a reading” writes what you found into the text.", "#editor"],
  ];
}

/** @param {number} next */
function step(next) {
  at = next;
  for (const one of document.querySelectorAll(".pointed")) one.classList.remove("pointed");
  const place = by("tour");
  const all = steps();
  place.hidden = at < 0 || at >= all.length;
  if (place.hidden) {
    document.cookie = `${SEEN}; path=/; max-age=${YEAR}; SameSite=Strict`;
    fill(place);
    return;
  }
  const [tab, says, where] = all[at];
  if (tab) pick(tab);
  if (where) document.querySelector(where)?.classList.add("pointed");
  const last = at === all.length - 1;
  const focused = place.contains(document.activeElement);
  const on = h("button", { click: () => step(last ? -1 : at + 1) }, last ? "Begin" : "Next");
  fill(place, h("p", { role: "status" }, h("b", {}, `A first look, ${at + 1} of ${all.length}. `), says), h("span", { class: "buttons" }, on, ...(last ? [] : [h("button", { click: () => step(-1) }, "Leave it")])));
  if (focused) on.focus();
}

/** Escape leaves it. */
export const leaveTour = () => at >= 0 && step(-1);
