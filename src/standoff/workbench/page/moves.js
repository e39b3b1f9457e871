// What if: an option of a move, given from outside or observed to be made; and how sharply everybody plays.

import { calendar } from "./calendar.js";
import { by, fill, h } from "./elements.js";
import { Refused, ask } from "./requests.js";
import { change, changes } from "./state.js";
import { tree } from "./tree.js";

/** @type {Map<string, HTMLElement>} */
const buttons = new Map();
const SAYS = {
  given: "Given: the move is made, whatever anybody would choose. All know it, and nobody learns from it.",
  observed: "Observed: the move was seen. Draws in which it was likely count for more, and beliefs follow.",
};
const VIEWS = ["list", "tree", "calendar"];
/** @type {"given" | "observed"} */
let kind = "given";
let view = "list";
/** @type {any} */
let shown = null;
/** @type {any} */
let words = null;
let asked = 0;

/** @param {any} reading @param {any} told @param {(error: any) => void} failed told what goes wrong */
export function showMoves(reading, told, failed) {
  [shown, words] = [reading, told];
  buttons.clear();
  const explained = h("p", { class: "note", id: "kind-says" }, SAYS[kind]);
  const choice = (/** @type {"given" | "observed"} */ own) => {
    const made = /** @type {HTMLInputElement} */ (h("input", { type: "radio", name: "kind", value: own, checked: own === kind }));
    made.addEventListener("change", () => {
      kind = own;
      explained.textContent = SAYS[own];
    });
    return h("label", {}, made, ` ${own}`);
  };
  const play = /** @type {HTMLInputElement} */ (h("input", { id: "play", size: 8, placeholder: "as written", spellcheck: "false", value: changes().play }));
  play.addEventListener("change", () => change((next) => void (next.play = play.value.trim())));
  const list = reading.moves.filter((/** @type {any} */ move) => !move.off).map((/** @type {any} */ move) => row(move));
  const ways = VIEWS.map((name) => h("button", { class: "way", "aria-pressed": String(name === view), "data-view": name, click: () => look(name).catch(failed) }, { list: "List", tree: "Tree", calendar: "Calendar" }[/** @type {"list"} */ (name)]));
  fill(by("panel-moves"), h("fieldset", { class: "bar" }, h("legend", {}, "A click on an option makes it"), choice("given"), choice("observed")), explained, h("div", { class: "bar ways", role: "group", "aria-label": "How moves are shown" }, ...ways), h("div", { class: "moves", hidden: view !== "list" }, ...list), h("div", { id: "picture", hidden: view === "list" }), h("label", { class: "bar" }, "Precision of play for everybody: a number, or ", h("code", {}, "sharp"), play));
  markGiven();
}

/** @param {string} name of a way to look at the moves */
function look(name) {
  view = name;
  for (const way of document.querySelectorAll(".way")) way.setAttribute("aria-pressed", String(way.getAttribute("data-view") === name));
  const list = document.querySelector("#panel-moves .moves");
  if (list instanceof HTMLElement) list.hidden = name !== "list";
  by("picture").hidden = name === "list";
  return showPicture();
}

/** Draws tree or calendar as they are with what is changed, where they are looked at. */
export async function showPicture() {
  const place = by("picture");
  if (view === "list" || !place || by("panel-moves").hidden) return;
  const own = ++asked;
  if (!place.childElementCount) fill(place, h("p", { class: "empty" }, "Being drawn …"));
  place.setAttribute("aria-busy", "true");
  try {
    const picture = await ask("/api/picture", { changes: changes() });
    if (own !== asked) return;
    const active = document.activeElement?.getAttribute("data-make");
    const corner = place.querySelector(".drawing")?.scrollLeft ?? 0;
    fill(place, (view === "tree" ? tree : calendar)(picture, words, set, canSet));
    place.querySelector(".drawing")?.scrollTo({ left: corner });
    const again = active && [...place.querySelectorAll("[data-make]")].find((one) => one.getAttribute("data-make") === active);
    if (again instanceof HTMLElement || again instanceof SVGElement) again.focus();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (own === asked) fill(place, h("p", { class: "failed" }, error.message));
  } finally {
    if (own === asked) place.removeAttribute("aria-busy");
  }
}

/** @param {string} name @param {string} option @returns {boolean} whether the move has it, and the reading leaves it open */
const canSet = (name, option) => shown.moves.some((/** @type {any} */ move) => move.name === name && !move.off && move.fixed === null && move.options.includes(option));

/** @param {any} move @returns {HTMLElement} */
function row(move) {
  const who = move.actor ? words.actors[move.actor]?.title || move.actor : "chance";
  const options = move.options.map((/** @type {string} */ option) => {
    const made = h("button", { class: "option", "aria-pressed": "false", disabled: move.fixed !== null, click: () => set(move.name, option) }, option);
    buttons.set(`${move.name}=${option}`, made);
    return made;
  });
  return h("div", { class: "move", "data-name": move.name }, h("div", {}, h("b", {}, move.title || move.name), " ", h("small", {}, who, move.fixed !== null && ` · fixed at ${move.fixed} in this reading`)), h("div", { class: "options" }, ...options));
}

/** @param {string} name @param {string} option */
function set(name, option) {
  change((next) => {
    const had = next[kind][name] === option;
    delete next.given[name];
    delete next.observed[name];
    if (!had) next[kind][name] = option;
  });
}

/** @param {string} name @param {string} option @returns {string} `given`, `observed` or "" */
set.how = (name, option) => (changes().given[name] === option ? "given" : changes().observed[name] === option ? "observed" : "");

export function markGiven() {
  const { play } = changes();
  for (const [key, made] of buttons) {
    const at = key.indexOf("=", key.lastIndexOf("]") + 1);
    const [name, option] = [key.slice(0, at), key.slice(at + 1)];
    const how = set.how(name, option);
    made.setAttribute("aria-pressed", String(how !== ""));
    made.className = `option ${how}`;
  }
  const field = by("play");
  if (field && document.activeElement !== field) field.value = play;
}
