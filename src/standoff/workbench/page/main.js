// The page: opens the session, keeps answers in step with what is changed, and says what is going on.

import { showAnswer } from "./answers.js";
import { leadTo, markStruck, showClaims } from "./claims.js";
import { by, fill, h, say } from "./elements.js";
import { markExplored, showExplore } from "./explore.js";
import { showForecasts } from "./forecasts.js";
import { plain } from "./link.js";
import { markGiven, showMoves, showPicture } from "./moves.js";
import { markTurned, numberSaid, showNumbers } from "./numbers.js";
import { leaveReadings, showReadings } from "./readings.js";
import { Gone, Refused, ask, listen } from "./requests.js";
import { canRedo, canUndo, change, changes, isPlain, onChange, readLink, redo, setMark, undo } from "./state.js";
import { inTurn, isBusy, isSaved, sendMoved, sendOver, showProblems, showText, shownTexts, takeTexts } from "./text.js";
import { leaveTour, offerTour, tour } from "./tour.js";

const SETTLED = 250; // milliseconds without a change before the answer is refined
const WATCH = 4000; // between two looks at the disk
const OTHER = "S958"; // the server has another text than is shown here
const MARK = 12; // letters of the text's hash in a link
const MOST_PARTS = 5; // of a link that are told by name
const TABS = ["numbers", "claims", "moves", "readings", "forecasts", "explore", "text"];
/** @type {any} */
let opened = null;
/** @type {any} the reading that is shown, without changes */
let reading = null;
/** @type {AbortController} */
let refining = new AbortController();
let previewing = false;
let waiting = false;
let timer = 0;
let gone = false;
/** @type {Map<string, [string, () => any][]>} what the buttons of each banner do */
const acts = new Map();
/** @type {{ disk: string, text: string } | null} the banner of a file that could not be read, and of which disk it speaks */
let unread = null;
let disk = "{}"; // what others changed there, when it was last looked at
let answered = false;
let refused = false; // what is changed has no answer: the one that is shown is of something else

async function start() {
  wire();
  const link = readLink();
  try {
    opened = await ask("/api/opened");
  } catch (error) {
    return void fail(error);
  }
  showText(opened, edited);
  if (opened.words) {
    linkSaid(link);
    await showScenario().catch(unanswered);
    await answer(true);
    if (!by("panel-forecasts").hidden) showForecasts().catch(fail);
    if (reading) offerTour(opened.words, reading, pick);
  } else {
    say(by("title"), opened.name);
    nothing("No answer yet: the text has problems.");
    pick("text");
  }
  stale();
  window.setInterval(watch, WATCH);
}

/** @param {string} why there is no answer yet: what is blank says so, and where the problems stand */
function nothing(why) {
  say(by("status"), why);
  const blank = ["answers", ...TABS.filter((tab) => tab !== "text").map((tab) => `panel-${tab}`)].filter((id) => !by(id).childElementCount);
  for (const id of blank) fill(by(id), h("p", { class: "empty" }, "Nothing to show before the text compiles. ", h("button", { class: "link", click: () => pick("text") }, "See the problems")));
}

/** @param {{ text: string, dropped: string[] }} link what of the address fits neither this text nor this page */
function linkSaid({ text, dropped }) {
  const parts = dropped.slice(0, MOST_PARTS).join(", ");
  const more = dropped.length > MOST_PARTS ? ` and ${dropped.length - MOST_PARTS} more` : "";
  const left = dropped.length ? `Of this link ${parts.slice(0, 300)}${more} could not be read and was left out.` : "";
  const other = text && text !== opened.hash.slice(0, MARK) ? "This link was made with another version of the text: its numbers may differ." : "";
  banner("link", [other, left].filter(Boolean).join(" "), [["All right", () => banner("link")]]);
}

async function showScenario() {
  const { words } = opened;
  document.title = `${words.title} – Standoff`;
  say(by("title"), words.title);
  say(by("question"), words.question);
  say(by("file"), `${opened.main}${opened.kept_by && `, which ${opened.kept_by} and stays as it is`}`);
  fill(by("reading"), ...words.order.readings.map((/** @type {string} */ name) => h("option", { value: name === opened.base ? "" : name }, words.readings[name]?.title || name)));
  const { reading: named } = changes();
  if (named && !words.order.readings.includes(named)) {
    change((next) => void (next.reading = ""));
    banner("reading", `There is no reading “${named.slice(0, 80)}” in this text: that of the file itself is shown.`, [["All right", () => banner("reading")]]);
  }
  showClaims(words);
  if (!by("explore")) showExplore(fail);
  setMark(opened.hash);
  await showReading();
}

async function showReading() {
  reading = await ask("/api/reading", { changes: { ...plain(), reading: changes().reading } });
  showNumbers(reading, (claim) => {
    pick("claims");
    leadTo(claim);
  });
  showMoves(reading, opened.words, fail);
  by("reading").value = changes().reading;
  mark();
}

/** What stands beside the answers follows what is changed. */
function mark() {
  markStruck();
  markGiven();
  markExplored();
  chips();
  by("undo").disabled = !canUndo();
  by("redo").disabled = !canRedo();
  by("clear").disabled = isPlain(changes());
  by("keep").disabled = isPlain(changes()) || opened.kept_by !== "";
  by("keep").title = opened.kept_by && `This scenario ${opened.kept_by}: copy its folder and open the copy to keep something.`;
}

function chips() {
  const { numbers, claims, documents, given, observed, play } = changes();
  /** @param {string} kind @param {string} text @param {(next: any) => void} off */
  const chip = (kind, text, off) => h("button", { class: `chip ${kind}`, title: "Take it off", "aria-label": `take off: ${kind} ${text}`, click: () => change(off) }, h("small", {}, kind), ` ${text} ×`);
  fill(
    by("chips"),
    ...Object.entries(given).map(([move, option]) => chip("given", `${move} = ${option}`, (next) => void delete next.given[move])),
    ...Object.entries(observed).map(([move, option]) => chip("observed", `${move} = ${option}`, (next) => void delete next.observed[move])),
    ...Object.keys(numbers).map((name) => chip("turned", numberSaid(name), (next) => void delete next.numbers[name])),
    ...claims.map((name) => chip("struck", name, (next) => void (next.claims = next.claims.filter((/** @type {string} */ one) => one !== name)))),
    ...documents.map((name) => chip("struck", `all of ${name}`, (next) => void (next.documents = next.documents.filter((/** @type {string} */ one) => one !== name)))),
    ...(play ? [chip("play", play, (next) => void (next.play = ""))] : []),
  );
}

/** @param {boolean} settled a preview at once, the refined answer when nothing moves any more */
async function answer(settled) {
  refining.abort();
  clearTimeout(timer);
  if (previewing) return void (waiting = true);
  previewing = true;
  try {
    do {
      waiting = false;
      const asked = JSON.stringify(changes());
      const found = await ask("/api/preview", { changes: changes() });
      if (asked === JSON.stringify(changes()) || waiting) show(found);
    } while (waiting);
    banner("refused");
  } catch (error) {
    unanswered(error);
    if (waiting) window.setTimeout(() => answer(settled));
    return;
  } finally {
    previewing = false;
  }
  timer = window.setTimeout(refine, settled ? 0 : SETTLED);
}

async function refine() {
  refining.abort();
  const own = (refining = new AbortController());
  try {
    await listen("/api/refine", { changes: changes() }, own.signal, (found) => own.signal.aborted || show(found));
  } catch (error) {
    if (!own.signal.aborted) unanswered(error);
  }
}

/** @param {any} found */
function show(found) {
  const label = found.preview ? `Preview: ${found.draws.toLocaleString("en")} of ${found.wanted.toLocaleString("en")} draws` : `${found.draws.toLocaleString("en")} draws, seed ${opened.seed}`;
  say(by("status"), label);
  by("answer").classList.toggle("preview", found.preview);
  refused = false;
  answered = true;
  by("answer").classList.toggle("stale", opened.stale);
  showAnswer(found, opened.words);
  markTurned(found.turned);
  performance.mark("answered", { detail: { draws: found.draws, preview: found.preview } });
}

/** @param {any} error of an answer that is asked for: the one before it stays, and is marked */
function unanswered(error) {
  if (!(error instanceof Refused)) return fail(error);
  refused = true;
  by("answer").classList.toggle("stale", answered);
  if (!answered) nothing("No answer yet: why stands above.");
  banner("refused", `${error.message}${answered ? " The answer before it stays." : ""}`, canUndo() ? [["Undo", undo]] : []);
}

/** @param {any} error @param {() => any} [again] what was asked, to be asked once more when the way is free */
function fail(error, again = () => {}) {
  if (error instanceof DOMException && error.name === "AbortError") return;
  if (error instanceof Refused && error.has(OTHER)) return otherText(error, again);
  if (error instanceof Refused) return void banner("refused", error.message, [["All right", () => banner("refused")]]);
  if (!(error instanceof Gone)) throw error;
  gone = true;
  banner("gone", `${error.message} Start “standoff open” again with “--port ${location.port}” and open the address that it prints in this browser: this page then goes on, with what is changed and typed here.`);
}

/** @param {{ message: string }} error another window has given the server another text @param {() => any} again */
function otherText(error, again) {
  const load = async () => {
    await takenInTurn(() => ask("/api/opened"));
    banner("other");
  };
  const keepOurs = async () => {
    const took = await inTurn(async () => {
      const held = await ask("/api/opened");
      opened = { ...opened, version: held.version };
      return sendOver(held);
    });
    banner("other");
    if (took) again();
  };
  banner("other", error.message, [["Load that text", () => load().catch(fail)], ["Keep the text of this window", () => keepOurs().catch(fail)]]);
}

/** @param {Record<string, string>} files @returns {Promise<boolean>} whether the server took them */
async function edited(files) {
  try {
    const found = await ask("/api/text", { files, version: opened.version });
    banner("refused"); // of a text before; what has no answer says so again
    take(found).catch(unanswered); // the next text need not wait for the answer to this one
    return true;
  } catch (error) {
    fail(error);
    return false;
  }
}

/** @param {() => Promise<any>} request gives texts that take the place of those shown here; what is typed meanwhile stays */
function takenInTurn(request) {
  return inTurn(async () => {
    const base = shownTexts();
    const found = await request();
    takeTexts(found, base);
    take(found).catch(unanswered);
    return found;
  });
}

/** @param {any} found the scenario after its text was changed */
async function take(found) {
  const other = found.hash !== opened.hash;
  opened = found;
  showProblems(found);
  stale();
  if (!other || !found.words) return;
  await showScenario();
  await answer(true);
  showPicture().catch(fail);
  if (!by("panel-readings").hidden) await showReadings(opened.words, fail);
  if (!by("panel-forecasts").hidden) await showForecasts();
}

function stale() {
  by("answer").classList.toggle("stale", opened.stale || refused);
  banner("stale", opened.stale && opened.words ? "The text has problems: the answers are those of the last text without." : "", [["Show them", () => pick("text")]]);
}

async function watch() {
  if (document.hidden) return;
  try {
    const before = opened.version;
    const { files, version } = await ask("/api/outside");
    if (gone) return comeBack();
    if (version !== before && before === opened.version && !isBusy() && !by("banner-other")) otherText({ message: `${OTHER}: The text was changed meanwhile in another window.` }, () => {});
    disk = JSON.stringify(files);
    if (unread && unread.disk !== disk) {
      if (by("banner-refused")?.dataset.text === unread.text) banner("refused");
      unread = null;
    }
    const names = Object.keys(files);
    if (!names.length) return void banner("outside");
    const there = names.every((name) => files[name] !== "");
    const said = names.map((name) => `${name} was ${files[name] === "" ? "deleted" : "changed"}`).join(", ");
    banner("outside", `${said} on disk by something else.${there && !isSaved() ? " Loaded again, it takes the place of what is not saved here; undo in the editor brings that back." : ""}`, [...(there ? /** @type {[string, () => any][]} */ ([["Load it again", reread]]) : []), [there ? "Save over it" : "Write it again", () => save(files)]]);
  } catch (error) {
    fail(error);
  }
}

/** The server answers again: what is typed here and not saved is not given up for its text. */
function comeBack() {
  if (isSaved()) return location.reload();
  gone = false;
  banner("gone");
  otherText({ message: "The server was started anew with the text on disk." }, () => {});
}

async function reread() {
  try {
    await takenInTurn(() => ask("/api/reread", { version: opened.version }));
    banner("outside");
    banner("refused");
  } catch (error) {
    fail(error, reread);
    if (error instanceof Refused) unread = { disk, text: error.message };
  }
}

/** @param {Record<string, string>} [over] what of others is written over, as it was told */
async function save(over = {}) {
  const work = async () => {
    if (!(await sendMoved())) return false; // why not is said already
    opened = await ask("/api/save", { over, version: opened.version });
    showProblems(opened);
    return true;
  };
  try {
    if (!(await inTurn(work))) return;
    banner("refused");
    banner("outside");
  } catch (error) {
    fail(error, () => save(over));
  }
}

/** @param {Event} [event] */
async function keep(event) {
  event?.preventDefault();
  const [name, title] = [by("keep-name").value.trim(), by("keep-title").value.trim()];
  const work = async () => {
    if (!(await sendMoved())) return null;
    const found = await ask("/api/keep", { changes: changes(), name, title, version: opened.version });
    takeTexts(found); // over what the server had: what is typed meanwhile stays
    keeping(false);
    change((next) => void Object.assign(next, plain(), { reading: name }));
    take(found).catch(unanswered);
    return found;
  };
  try {
    const found = await inTurn(work);
    if (found) banner("kept", `Kept as the reading “${name}” in ${found.main}.`, [["All right", () => banner("kept")]]);
  } catch (error) {
    fail(error, keep);
  }
}

/** @param {boolean} open */
function keeping(open) {
  by("keeping").hidden = !open;
  by("keep").setAttribute("aria-expanded", String(open));
  if (open) by("keep-name").focus();
}

/** @param {string} id @param {string} [text] none takes it away @param {[string, () => any][]} [actions] */
function banner(id, text = "", actions = []) {
  const old = by(`banner-${id}`);
  acts.set(id, actions);
  if (old && old.dataset.text === text) return;
  old?.remove();
  if (!text) return;
  const made = h("p", { id: `banner-${id}`, class: `banner ${id}`, role: "alert", "data-text": text }, text, " ", ...actions.map(([label], i) => h("button", { click: () => acts.get(id)?.[i]?.[1]() }, label)));
  by("banners").append(made);
}

/** @param {string} name */
function pick(name) {
  for (const tab of TABS) {
    const on = tab === name;
    by(`tab-${tab}`).setAttribute("aria-selected", String(on));
    by(`tab-${tab}`).tabIndex = on ? 0 : -1;
    by(`panel-${tab}`).hidden = !on;
  }
  if (name !== "readings") leaveReadings();
  else if (opened?.words) showReadings(opened.words, fail).catch(fail);
  if (name === "forecasts" && opened?.words) showForecasts().catch(fail);
  if (name === "moves" && opened?.words) showPicture().catch(fail);
}

function wire() {
  for (const tab of TABS) by(`tab-${tab}`).addEventListener("click", () => pick(tab));
  document.querySelector('[role="tablist"]')?.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[/** @type {"ArrowRight"} */ (/** @type {KeyboardEvent} */ (event).key)];
    if (!step) return;
    const now = TABS.findIndex((tab) => by(`tab-${tab}`).tabIndex === 0);
    const next = TABS[(now + step + TABS.length) % TABS.length];
    pick(next);
    by(`tab-${next}`).focus();
  });
  pick("numbers");
  by("look").addEventListener("click", tour);
  by("undo").addEventListener("click", undo);
  by("redo").addEventListener("click", redo);
  by("clear").addEventListener("click", () => change((next) => void Object.assign(next, plain(), { reading: next.reading })));
  by("reading").addEventListener("change", () => change((next) => void (next.reading = by("reading").value)));
  by("keep").addEventListener("click", () => keeping(by("keeping").hidden));
  by("keep-not").addEventListener("click", () => keeping(false));
  by("keeping").addEventListener("submit", keep);
  by("save").addEventListener("click", () => save());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !by("keeping").hidden) keeping(false);
    else if (event.key === "Escape") leaveTour();
    if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
    event.preventDefault();
    if (!isSaved()) save();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isSaved()) event.preventDefault();
  });
  window.addEventListener("hashchange", () => {
    const link = readLink();
    if (opened?.words) linkSaid(link);
    followed(true);
  });
  onChange(followed);
}

/** @param {boolean} settled */
async function followed(settled) {
  if (!opened?.words) return;
  mark();
  try {
    if (reading && reading.reading !== (changes().reading || opened.base)) await showReading();
  } catch (error) {
    return void unanswered(error);
  }
  await answer(settled);
  if (settled) showPicture().catch(fail);
  if (settled && !by("panel-readings").hidden) await showReadings(opened.words, fail).catch(fail);
  if (settled && !by("panel-forecasts").hidden) await showForecasts().catch(fail);
}

start();
