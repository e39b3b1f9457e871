// Long work in the background: what the answers hinge on, as it is found, and an archive to take away.

import { by, fill, h, say } from "./elements.js";
import { Refused, listen, told } from "./requests.js";
import { changes } from "./state.js";

const KINDS = {
  hinges: "What the answers hinge on",
  tipping: "What would make an actor choose otherwise",
  discovery: "In which region of the numbers conclusions hold",
  robust: "Which options hold up",
  voi: "What would be worth knowing",
};
/** @type {AbortController | null} */
let running = null;
let made = ""; // what the findings that are shown were made of
/** @type {(error: any) => void} */
let failed = () => {};

/** @param {(error: any) => void} listener told what goes wrong with the server */
export function showExplore(listener) {
  failed = listener;
  const boxes = Object.entries(KINDS).map(([name, says]) => h("label", {}, h("input", { type: "checkbox", name: "kind", value: name, checked: name !== "discovery" }), ` ${says}`));
  fill(
    by("panel-explore"),
    h("p", { class: "note" }, "Worked out by itself while you go on; a change of the page starts nothing and stops nothing. It is about the reading that is shown, with what is changed at the moment."),
    h("fieldset", { class: "kinds" }, h("legend", {}, "Look for"), ...boxes),
    h("div", { class: "bar" }, h("button", { id: "explore", click: explore }, "Explore"), h("button", { id: "take", click: take }, "Take away …"), h("button", { id: "stop", hidden: true, click: () => running?.abort() }, "Stop")),
    h("p", { class: "note" }, "Taken away is one archive: the report, a brief of one page, every figure (SVG, PNG) and every table (CSV)."),
    h("div", { id: "far", hidden: true }, h("progress", { "aria-labelledby": "far-says" }), h("span", { id: "far-says", role: "status" })),
    h("p", { id: "explored-of", class: "note", hidden: true }),
    h("div", { id: "found" }),
  );
}

const asked = () => [...document.querySelectorAll('#panel-explore [name="kind"]')].filter((one) => /** @type {HTMLInputElement} */ (one).checked).map((one) => /** @type {HTMLInputElement} */ (one).value);

function explore() {
  const kinds = asked();
  if (!kinds.length) return void fill(by("found"), h("p", { class: "empty" }, "Tick what to look for."));
  fill(by("found"));
  made = JSON.stringify(changes());
  work("/api/explore", { changes: changes(), kinds });
}

const take = () => work("/api/take", { changes: changes() });

/** @param {string} path @param {any} body */
async function work(path, body) {
  running?.abort();
  const own = (running = new AbortController());
  busy(true);
  step({ says: "the text" });
  try {
    await listen(path, body, own.signal, hear);
  } catch (error) {
    if (own.signal.aborted) {
      if (running === own) by("found").append(h("p", { class: "note" }, "Stopped. What was found stays."));
    } else if (error instanceof Refused) by("found").append(h("p", { class: "failed" }, error.message));
    else failed(error);
  } finally {
    if (running === own) {
      running = null;
      busy(false);
      markExplored();
    }
  }
}

/** @param {boolean} on */
function busy(on) {
  by("far").hidden = !on;
  by("stop").hidden = !on;
  by("explore").disabled = on;
  by("take").disabled = on;
}

/** @param {any} one */
function step(one) {
  say(by("far-says"), one.says);
  const bar = by("far").querySelector("progress");
  if (one.share === null || one.share === undefined) bar.removeAttribute("value");
  else bar.value = one.share;
}

/** @param {any} one */
function hear(one) {
  if (one.kind === "step") step(one);
  if (one.kind === "refused") by("found").append(...one.problems.map((/** @type {any} */ problem) => h("p", { class: "failed" }, told(problem))));
  if (one.kind === "found") by("found").append(h("section", { class: "finding" }, h("h3", {}, one.says), ...one.lines.map((/** @type {string} */ line) => h("p", {}, line)), ...one.problems.map((/** @type {any} */ problem) => h("p", { class: "failed" }, told(problem)))));
  if (one.kind !== "done") return;
  if (!one.file) return void by("found").append(h("p", { class: "note" }, "Done. Taken away now, the report holds all of it."));
  const link = h("a", { href: `/archive/${one.file}`, download: "" }, "the archive");
  by("found").append(h("p", { class: "taken" }, "Made: ", link, "."));
  link.click();
}

/** Says so where the page was changed since the findings that are shown were asked for. */
export function markExplored() {
  const place = by("explored-of");
  const other = by("found")?.querySelector(".finding") && made !== JSON.stringify(changes());
  if (!place) return;
  place.hidden = !other;
  say(place, other ? "These findings are of what stood on the page when they were asked for; it has been changed since." : "");
}
