// What is changed of the scenario, in the address behind `#`, with undo and redo for every step.

import { checkedLink, plain } from "./link.js";

/** @typedef {import("./link.js").Changes} Changes */

/** @param {Changes} changes @returns {boolean} whether nothing is changed but the reading that is asked for */
export const isPlain = (changes) => JSON.stringify({ ...changes, reading: "" }) === JSON.stringify(plain());

/** @type {Changes} */
let now = plain();
/** @type {string[]} */
const before = [];
/** @type {string[]} */
const after = [];
/** @type {((settled: boolean) => void)[]} */
const listeners = [];
let mark = ""; // of the text that is shown
/** @type {string | null} a step that goes on while a slider moves */
let moving = null;

export const changes = () => now;
export const canUndo = () => before.length > 0;
export const canRedo = () => after.length > 0;

/** @param {(settled: boolean) => void} listener */
export const onChange = (listener) => listeners.push(listener);

/** @type {[string, number]} what the last step was about, and when it was made */
let last = ["", 0];
const ONE_STEP = 1000; // milliseconds in which turns of one number are one step to undo

/**
 * @param {(next: Changes) => void} make
 * @param {boolean} [settled] false while a slider moves
 * @param {string} [about] steps about the same that follow one another at once are one
 */
export function change(make, settled = true, about = "") {
  const old = JSON.stringify(now);
  const next = JSON.parse(old);
  make(next);
  if (JSON.stringify(next) === old && moving === null) return;
  if (moving === null) moving = old;
  if (settled) {
    const same = about !== "" && about === last[0] && Date.now() - last[1] < ONE_STEP && before.length > 0;
    if (!same) before.push(moving);
    last = [about, Date.now()];
    after.length = 0;
    moving = null;
  }
  now = next;
  tell(settled);
}

export function undo() {
  const old = before.pop();
  if (old === undefined) return;
  after.push(JSON.stringify(now));
  now = JSON.parse(old);
  tell(true);
}

export function redo() {
  const next = after.pop();
  if (next === undefined) return;
  before.push(JSON.stringify(now));
  now = JSON.parse(next);
  tell(true);
}

/** @param {boolean} settled */
function tell(settled) {
  if (settled) write();
  for (const listener of listeners) listener(settled);
}

/** @param {string} hash of the text, so that a link says which text it was made with */
export function setMark(hash) {
  mark = hash.slice(0, 12);
  write();
}

function write() {
  const said = Object.fromEntries(Object.entries(now).filter(([, value]) => Object.keys(value).length));
  const empty = !Object.keys(said).length;
  history.replaceState(null, "", empty ? location.pathname : `#${encodeURIComponent(JSON.stringify({ ...said, text: mark }))}`);
}

/**
 * What stands in the address, each part of the kind that it has to be; what is of another kind is left out.
 * @returns {{ text: string, dropped: string[] }} the mark of the text that the link was made with, "" of a link
 *   without changes, and the parts that were left out
 */
export function readLink() {
  /** @type {any} */
  let said = {};
  try {
    said = JSON.parse(decodeURIComponent(location.hash.slice(1)) || "{}");
  } catch {
    now = plain();
    return { text: "", dropped: ["all of it"] };
  }
  const { changes: found, dropped } = checkedLink(said);
  now = found;
  return { text: typeof said?.text === "string" ? said.text : "", dropped };
}
