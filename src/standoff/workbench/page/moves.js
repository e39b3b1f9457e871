// What if: an option of a move, given from outside or observed to be made; and how sharply everybody plays.

import { by, fill, h } from "./elements.js";
import { change, changes } from "./state.js";

/** @type {Map<string, HTMLElement>} */
const buttons = new Map();
const SAYS = {
  given: "Given: the move is made, whatever anybody would choose. All know it, and nobody learns from it.",
  observed: "Observed: the move was seen. Draws in which it was likely count for more, and beliefs follow.",
};
/** @type {"given" | "observed"} */
let kind = "given";

/** @param {any} reading @param {any} words */
export function showMoves(reading, words) {
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
  const list = reading.moves.filter((/** @type {any} */ move) => !move.off).map((/** @type {any} */ move) => row(move, words));
  fill(by("panel-moves"), h("fieldset", { class: "bar" }, h("legend", {}, "A click on an option makes it"), choice("given"), choice("observed")), explained, h("div", { class: "moves" }, ...list), h("label", { class: "bar" }, "Precision of play for everybody: a number, or ", h("code", {}, "sharp"), play));
  markGiven();
}

/** @param {any} move @param {any} words @returns {HTMLElement} */
function row(move, words) {
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

export function markGiven() {
  const { given, observed, play } = changes();
  for (const [key, made] of buttons) {
    const at = key.indexOf("=", key.lastIndexOf("]") + 1);
    const [name, option] = [key.slice(0, at), key.slice(at + 1)];
    const how = given[name] === option ? "given" : observed[name] === option ? "observed" : "";
    made.setAttribute("aria-pressed", String(how !== ""));
    made.className = `option ${how}`;
  }
  const field = by("play");
  if (field && document.activeElement !== field) field.value = play;
}
