// While one types: what can be written here, and what a word means; all of it is the language's own.

import { EditorView, hoverTooltip, keymap } from "./codemirror.js";
import { by, fill, h } from "./elements.js";
import { Gone, Refused, ask } from "./requests.js";

const QUIET = 70; // milliseconds without a key before offers are asked for

/** @type {HTMLElement} the list, beside the editor, which would cut it off */
const list = h("ul", { id: "offers", role: "listbox", "aria-label": "What can be written here", hidden: true });
/** @type {any[]} */
let found = [];
let picked = 0;
let first = 0; // where the word begins that an offer takes the place of
let asked = 0;
let timer = 0;

/**
 * @param {() => string} file the one that is edited
 * @param {(file: string, line: number, column: number) => void} open goes to a place
 * @returns {any[]} the editor's extensions
 */
export function completion(file, open) {
  by("panel-text").append(list);
  return [
    keymap.of([
      { key: "Ctrl-Space", run: (/** @type {any} */ view) => (look(view, file(), true), true) },
      { key: "F12", run: (/** @type {any} */ view) => (define(view, file(), open), true) },
      { key: "ArrowDown", run: (/** @type {any} */ view) => step(view, 1) },
      { key: "ArrowUp", run: (/** @type {any} */ view) => step(view, -1) },
      { key: "Enter", run: (/** @type {any} */ view) => !isWritten(view) && take(view) },
      { key: "Tab", run: take },
      { key: "Escape", run: (/** @type {any} */ view) => !list.hidden && (close(view), true) },
    ]),
    EditorView.updateListener.of((/** @type {any} */ update) => {
      if (update.docChanged && update.transactions.some((/** @type {any} */ one) => one.isUserEvent("input.type") || one.isUserEvent("delete.backward"))) {
        clearTimeout(timer);
        timer = window.setTimeout(() => look(update.view, file(), false), QUIET);
      } else if (update.docChanged || update.selectionSet) close(update.view);
    }),
    EditorView.domEventHandlers({ blur: (/** @type {any} */ _, /** @type {any} */ view) => void close(view), scroll: (/** @type {any} */ _, /** @type {any} */ view) => void close(view) }),
    hoverTooltip(async (/** @type {any} */ view, /** @type {number} */ at) => hover(view, file(), at)),
  ];
}

/** @param {any} view @param {string} file @param {number} at @returns {any} a place as the server has it, columns in letters */
function place(view, file, at) {
  const line = view.state.doc.lineAt(at);
  return { file, text: view.state.doc.toString(), line: line.number, column: [...line.text.slice(0, at - line.from)].length + 1 };
}

/** @param {any} line @param {number} column @returns {number} */
const offset = (line, column) => line.from + [...line.text].slice(0, column - 1).join("").length;

/** @param {string} path @param {any} body @returns {Promise<any>} null where there is no answer: the page says that elsewhere */
async function asking(path, body) {
  try {
    return await ask(path, body);
  } catch (error) {
    if (error instanceof Refused || error instanceof Gone) return null;
    throw error;
  }
}

/** @param {any} view @param {string} file @param {boolean} wanted also where nothing is typed yet */
async function look(view, file, wanted) {
  const own = ++asked;
  const at = view.state.selection.main.head;
  const answer = await asking("/api/offers", place(view, file, at));
  if (own !== asked || at !== view.state.selection.main.head || !view.hasFocus || !answer) return;
  const line = view.state.doc.lineAt(at);
  first = offset(line, answer.column);
  const word = view.state.sliceDoc(first, at);
  found = answer.offers;
  const after = /[:=,[{(-] $/.test(line.text.slice(0, at - line.from));
  if (!found.length || (!wanted && !word && !after) || (found.length === 1 && found[0].label === word)) return void close(view);
  picked = 0;
  fill(list, ...found.map(item(view)));
  list.hidden = false;
  stand(view);
  mark(view);
}

/** @param {any} view @returns {(offer: any, i: number) => HTMLElement} */
const item = (view) => (offer, i) => h("li", { role: "option", id: `offer-${i}`, "aria-selected": "false", mousedown: (/** @type {Event} */ event) => (event.preventDefault(), (picked = i), take(view)) }, h("code", {}, offer.label), " ", h("small", {}, offer.kind), offer.says && h("span", {}, offer.says));

/** @param {any} view puts the list under the word */
function stand(view) {
  const corner = view.coordsAtPos(first);
  if (!corner) return void close(view);
  const under = corner.bottom + list.offsetHeight < window.innerHeight;
  list.style.left = `${Math.max(0, Math.min(corner.left, window.innerWidth - list.offsetWidth))}px`;
  list.style.top = `${under ? corner.bottom : Math.max(0, corner.top - list.offsetHeight)}px`;
}

/** @param {any} view */
function mark(view) {
  for (const [i, one] of [...list.children].entries()) one.setAttribute("aria-selected", String(i === picked));
  list.children[picked]?.scrollIntoView({ block: "nearest" });
  view.contentDOM.setAttribute("aria-activedescendant", `offer-${picked}`);
  view.contentDOM.setAttribute("aria-controls", "offers");
}

/** @param {any} view @param {number} by @returns {boolean} */
function step(view, by) {
  if (list.hidden) return false;
  picked = (picked + by + found.length) % found.length;
  mark(view);
  return true;
}

/** @param {any} view @returns {boolean} whether the offer stands there already: Enter is then a new line */
function isWritten(view) {
  const same = !list.hidden && found[picked].label === view.state.sliceDoc(first, view.state.selection.main.head);
  if (same) close(view);
  return same;
}

/** @param {any} view @returns {boolean} */
function take(view) {
  if (list.hidden) return false;
  const offer = found[picked];
  const to = view.state.selection.main.head;
  const line = view.state.doc.lineAt(to);
  const again = offer.kind === "key" && line.text.slice(to - line.from).startsWith(":"); // its colon stands already
  const insert = again ? offer.label : offer.insert;
  close(view);
  view.dispatch({ changes: { from: first, to, insert }, selection: { anchor: first + insert.length }, userEvent: "input.complete" });
  view.focus();
  return true;
}

/** @param {any} view */
function close(view) {
  asked += 1;
  if (list.hidden) return;
  list.hidden = true;
  view.contentDOM.removeAttribute("aria-activedescendant");
  view.contentDOM.removeAttribute("aria-controls");
}

/** @param {any} view @param {string} file @param {number} at @returns {Promise<any>} */
async function hover(view, file, at) {
  const told = await asking("/api/described", place(view, file, at));
  if (!told?.title) return null;
  const line = view.state.doc.line(told.line);
  const declared = told.declared_line ? h("small", {}, `declared at ${told.file}:${told.declared_line}; F12 goes there`) : null;
  const make = () => ({ dom: h("div", { class: "told" }, h("p", {}, h("code", {}, told.title), " ", h("small", {}, told.kind)), ...told.says.map((/** @type {string} */ one) => h("p", {}, one)), declared) });
  return { pos: offset(line, told.column), end: offset(line, told.end_column), above: true, create: make };
}

/** @param {any} view @param {string} file @param {(file: string, line: number, column: number) => void} open */
async function define(view, file, open) {
  const told = await asking("/api/described", place(view, file, view.state.selection.main.head));
  if (told?.declared_line) open(told.file, told.declared_line, told.declared_column);
}
