// What the answers of the moment would forecast of the scenario's questions, and their way into a ledger.

import { by, fill, h } from "./elements.js";
import { ask, Refused } from "./requests.js";
import { changes } from "./state.js";
import { percent, points } from "./written.js";

let asked = 0;
/** @type {string} the question whose form is open, "" for none */
let open = "";
/** @type {{ author: string, why: string, chance: string }} what was typed into it */
let typed = { author: "", why: "", chance: "" };
/** @type {any} the lines of it as the server showed them, null until it did */
let seen = null;
let kept = ""; // what was written last, in words
let about = ""; // the answers that the form is about

export async function showForecasts() {
  const own = ++asked;
  const now = JSON.stringify(changes());
  if (now !== about) seen = null; // lines that were shown of other answers
  about = now;
  let found;
  do {
    found = await ask("/api/questions", { changes: changes() });
    if (own !== asked || by("panel-forecasts").hidden) return;
    draw(found);
  } while (found.draws < found.wanted);
}

/** @param {any} found */
function draw(found) {
  const place = by("panel-forecasts");
  const held = document.activeElement?.id ?? "";
  const at = /** @type {any} */ (document.activeElement)?.selectionStart;
  if (!found.questions.length) {
    fill(place, h("p", { class: "empty" }, "This scenario asks nothing that can be settled. Write ", h("code", {}, "questions:"), " with a text, a criterion and a day on which each is due."), start(found));
    return;
  }
  const done = found.draws >= found.wanted;
  const size = `${found.draws.toLocaleString("en")} of ${found.wanted.toLocaleString("en")} draws${done ? "" : " so far"}`;
  const intro = h("p", { class: "note" }, `What the answers of the moment say of each question, from ${size}. A share of plays is no probability that something comes about until it was scored as one.`);
  fill(place, intro, start(found), ...found.told.map((/** @type {string} */ text) => h("p", { class: "note" }, text)), kept ? h("p", { class: "banner kept", role: "status" }, kept) : "", ...found.questions.map((/** @type {any} */ one) => question(one, found, done)));
  const again = held && by(held);
  if (!again || !place.contains(again)) return;
  again.focus();
  if (typeof at === "number" && "selectionStart" in again) again.setSelectionRange?.(at, at);
}

/** @param {any} found @returns {HTMLElement} where forecasts go, or how to begin */
function start(found) {
  if (!found.ledger) return h("p", { class: "note", id: "ledger-begin" }, ...found.begin.split("`").map((part, i) => (i % 2 ? h("code", {}, part) : part)));
  return h("p", { class: "note" }, "Ledger: ", h("code", {}, found.ledger), found.closed ? ` · ${found.closed}` : "");
}

/** @param {any} one @param {any} found @param {boolean} done @returns {HTMLElement} */
function question(one, found, done) {
  const error = one.error === null ? "" : ` ± ${points(one.error)}`;
  const says = one.chance !== null ? `${percent(one.chance)}${error}` : one.says;
  const latest = Object.entries(one.latest).map(([who, what]) => `${who}: ${what}`);
  const state = one.state ? `in the ledger: ${one.outcome || one.state}${latest.length ? `; ${latest.join("; ")}` : ", nothing said yet"}` : found.ledger ? "not asked in the ledger yet" : "";
  const able = found.ledger && !found.closed;
  const button = h("button", { id: `record-${one.key}`, "aria-expanded": String(open === one.key), disabled: !able || !done, click: () => turn(one, found) }, "Record …");
  return h(
    "section",
    { class: "asked", "data-name": one.key },
    h("h3", {}, one.text),
    h("p", { class: "note" }, h("code", {}, one.name), ` · due ${one.due}`, one.condition && ` · if ${one.condition}`, one.criteria && ` · ${one.criteria}`),
    h("p", {}, h("span", { class: "value" }, says || "–"), one.why_not && ` ${one.why_not}`, " ", found.ledger && button),
    state && h("p", { class: "note" }, state),
    open === one.key && able && done && form(one, found),
  );
}

/** @param {any} one @param {any} found */
function turn(one, found) {
  open = open === one.key ? "" : one.key;
  typed = { author: typed.author || found.author, why: "", chance: "" };
  seen = null;
  kept = "";
  draw(found);
  if (open) by("forecast-why").focus();
}

/** @param {any} one @param {any} found @returns {HTMLElement} */
function form(one, found) {
  /** @param {"author" | "why" | "chance"} name @param {string} tag @param {Record<string, any>} more */
  const field = (name, tag, more) => {
    const made = /** @type {HTMLInputElement} */ (h(tag, { id: `forecast-${name}`, ...more }));
    made.value = typed[name];
    made.addEventListener("input", () => {
      typed[name] = made.value;
      if (seen) {
        seen = null; // other lines than those that were shown
        by("forecast-lines")?.remove();
        by("forecast-write").disabled = true;
      }
    });
    return made;
  };
  const own = one.chance === null ? "" : `left empty, ${percent(one.chance)} of ${found.forecaster}`;
  const write = h("button", { type: "button", id: "forecast-write", disabled: !seen, click: () => send(one, found, seen.mark) }, `Write it into ${found.ledger}`);
  return h(
    "form",
    { submit: (/** @type {Event} */ event) => (event.preventDefault(), send(one, found, "")) },
    h("label", {}, "Author ", field("author", "input", { required: true, pattern: "[a-z0-9][a-z0-9_\\-]*", spellcheck: "false" })),
    !one.says && h("label", {}, "Chance ", field("chance", "input", { inputmode: "decimal", placeholder: own })),
    !one.says && h("p", { class: "note" }, "A chance of your own, from 0 to 1, is your forecast; left empty, it is that of the answers."),
    h("label", {}, "Reason ", field("why", "textarea", { required: true, rows: "2" })),
    h("p", { id: "forecast-problem", class: "failed", role: "alert" }),
    seen && h("pre", { id: "forecast-lines", class: "lines", tabindex: "0", "aria-label": "Lines as they will stand in the ledger" }, seen.lines.join("\n")),
    seen && h("p", { class: "note" }, "Id, time and hash are added when it is written. A line is never changed afterwards; a forecast can be withdrawn by its author."),
    h("span", { class: "buttons" }, h("button", {}, "Show the line"), " ", write, " ", h("button", { type: "button", click: () => turn(one, found) }, "Not now")),
  );
}

/** @param {any} one @param {any} found @param {string} mark of the lines that were seen; "" shows them and writes nothing */
async function send(one, found, mark) {
  const said = typed.chance.trim();
  const chance = said === "" ? null : Number(said);
  if (chance !== null && !(chance >= 0 && chance <= 1)) return void problem(`“${said.slice(0, 40)}” is no chance: expected a number from 0 to 1.`);
  try {
    const answer = await ask("/api/forecast", { changes: changes(), question: one.key, author: typed.author.trim(), why: typed.why.trim(), chance, seen: mark });
    if (!answer.written.length) {
      seen = answer;
      draw(found);
      return void by("forecast-write").focus();
    }
    open = "";
    seen = null;
    kept = [`Written into ${found.ledger}: ${answer.written.join(", ")}.`, ...answer.told].join(" ");
    await showForecasts();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    seen = null;
    draw(found);
    problem(error.message);
  }
}

/** @param {string} text */
function problem(text) {
  const place = by("forecast-problem");
  if (place) place.textContent = text;
}
