// The text in an editor, its problems at their places, and mends that a click applies.

import { EditorState, EditorView, HighlightStyle, bracketMatching, defaultKeymap, drawSelection, foldGutter, foldKeymap, highlightActiveLine, history, historyKeymap, indentOnInput, indentWithTab, keymap, lineNumbers, lintGutter, lintKeymap, searchKeymap, setDiagnostics, syntaxHighlighting, tags, yaml } from "./codemirror.js";
import { completion } from "./complete.js";
import { by, fill, h, say } from "./elements.js";

const QUIET = 120; // milliseconds without a key before the text is checked
const COLOURS = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], class: "t-key" },
  { tag: tags.comment, class: "t-comment" },
  { tag: [tags.string, tags.special(tags.string)], class: "t-string" },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], class: "t-mark" },
]);

/** @type {any} */
let view = null;
let file = "";
/** @type {Record<string, string>} as they stand here */
let texts = {};
/** @type {Record<string, string>} as they stand on disk */
let saved = {};
/** @type {Record<string, string>} as the server has them, with the problems that are shown */
let checked = {};
/** @type {any[]} */
let problems = [];
/** @type {(texts: Record<string, string>) => Promise<boolean>} */
let hear = async () => true;
let timer = 0;
/** @type {Record<string, any>} of files that are not in view: each with its own history */
const states = {};
/** @type {Promise<any>} what is asked about the text, one after the other */
let turn = Promise.resolve();
let waiting = 0;
let ours = false;

/** @param {Record<string, string>} files @returns {Record<string, string>} with line ends as the editor counts them */
const plain = (files) => Object.fromEntries(Object.entries(files).map(([name, text]) => [name, text.replace(/\r\n?/g, "\n")]));

/** @param {any} opened @param {(texts: Record<string, string>) => Promise<boolean>} listener told the texts that are not as they were, after a pause; whether the server took them */
export function showText(opened, listener) {
  hear = listener;
  texts = plain(opened.files);
  file = opened.main;
  showFiles();
  by("files").addEventListener("change", () => open(by("files").value));
  view = new EditorView({ parent: by("editor"), state: state(texts[file]) });
  showProblems(opened);
}

function showFiles() {
  const names = Object.keys(texts);
  fill(by("files"), ...names.map((name) => h("option", { value: name }, name)));
  by("files").closest("label").hidden = names.length < 2;
  by("files").value = file;
}

/** @param {string} name @returns {boolean} a table, which is no YAML */
const isTable = (name) => name.endsWith(".csv");

/** @param {string} text of the file in view @returns {any} */
function state(text) {
  const nonce = document.querySelector('meta[name="csp-nonce"]')?.getAttribute("content") ?? "";
  return EditorState.create({
    doc: text,
    extensions: [
      EditorView.cspNonce.of(nonce), lineNumbers(), foldGutter(), history(), drawSelection(), indentOnInput(), bracketMatching(), highlightActiveLine(), lintGutter(),
      ...(isTable(file) ? [] : [yaml(), syntaxHighlighting(COLOURS), completion(() => file, open)]),
      keymap.of([...defaultKeymap, ...historyKeymap, ...foldKeymap, ...searchKeymap, ...lintKeymap, indentWithTab]),
      EditorView.contentAttributes.of({ tabindex: "0", "aria-label": "Text of the scenario; Escape, then Tab, leaves it" }),
      EditorView.updateListener.of((/** @type {any} */ update) => update.docChanged && edited()),
    ],
  });
}

function edited() {
  texts[file] = view.state.doc.toString();
  if (ours) return;
  clearTimeout(timer);
  timer = window.setTimeout(send, QUIET);
  markSaved();
}

/**
 * Asks the server about the text when all that was asked before is answered: no window is in its own way.
 * @template T @param {() => Promise<T>} work @returns {Promise<T>}
 */
export function inTurn(work) {
  waiting += 1;
  const done = turn.then(work).finally(() => (waiting -= 1));
  turn = done.catch(() => {});
  return done;
}

export const isBusy = () => waiting > 0;

const send = () => inTurn(sendMoved);

/** In its turn: what is typed so far is with the server when it is done. @returns {Promise<boolean>} whether it took it */
export async function sendMoved() {
  clearTimeout(timer);
  const moved = Object.entries(texts).filter(([name, text]) => text !== checked[name]);
  return !moved.length || hear(Object.fromEntries(moved));
}

/** In its turn. @param {any} opened what the server has: the texts that are shown here are sent in its place @returns {Promise<boolean>} */
export async function sendOver(opened) {
  checked = plain(opened.files);
  return sendMoved();
}

/** @param {string} name @param {number} [line] @param {number} [column] */
export function open(name, line = 0, column = 1) {
  if (name !== file && name in texts) {
    states[file] = view.state;
    file = name;
    by("files").value = name;
    view.setState(states[name] ?? state(texts[name]));
    underline();
  }
  if (line) {
    const at = place(line, column);
    view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    view.focus();
  }
}

/** @param {string} old @param {string} text @returns {any} the one change between them */
function difference(old, text) {
  let from = 0;
  while (from < Math.min(old.length, text.length) && old[from] === text[from]) from += 1;
  let behind = 0;
  while (behind < Math.min(old.length, text.length) - from && old.at(-1 - behind) === text.at(-1 - behind)) behind += 1;
  return { from, to: old.length - behind, insert: text.slice(from, text.length - behind) };
}

/** @param {string} base @param {string} theirs @param {string} mine @returns {string} theirs, with every letter that mine has over the base */
export function joined(base, theirs, mine) {
  if (mine === base) return theirs;
  if (theirs === base) return mine;
  const start = EditorState.create({ doc: base });
  const typed = start.changes(difference(base, mine));
  return start.changes(difference(base, theirs)).map(typed).apply(typed.apply(start.doc)).toString();
}

/** @returns {Record<string, string>} the texts as they are shown at this moment */
export const shownTexts = () => ({ ...texts });

/** @param {any} opened texts that the server changed, or read again @param {Record<string, string>} [base] what they take the place of: what was typed since then stays */
export function takeTexts(opened, base = checked) {
  const before = texts;
  texts = plain(opened.files);
  for (const name of Object.keys(texts).filter((one) => one in before)) texts[name] = joined(base[name] ?? before[name], texts[name], before[name]);
  for (const [name, held] of Object.entries(states)) if (name in texts && name !== file) states[name] = held.update({ changes: difference(held.doc.toString(), texts[name]) }).state;
  if (file in texts) {
    ours = true;
    view.dispatch({ changes: difference(view.state.doc.toString(), texts[file]) });
    ours = false;
  } else {
    file = opened.main;
    view.setState(states[file] ?? state(texts[file]));
  }
  showFiles();
  showProblems(opened);
  if (Object.entries(texts).some(([name, text]) => text !== checked[name])) timer = window.setTimeout(send, QUIET);
}

/** @returns {string[]} files that do not stand on disk as they are shown */
const unsaved = () => Object.keys(texts).filter((name) => texts[name] !== saved[name]);
export const isSaved = () => !unsaved().length;

function markSaved() {
  const names = unsaved();
  by("save").disabled = !names.length;
  by("tab-text").classList.toggle("unsaved", names.length > 0);
  by("keep-unsaved").hidden = !names.length;
  say(by("keep-unsaved"), `What is not saved yet is written with it: the text of ${names.join(", ")}.`);
}

/** @param {number} line @param {number} column in letters, where the editor counts some letters twice @returns {number} */
function place(line, column) {
  const found = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)));
  return Math.min(found.to, found.from + [...found.text].slice(0, column - 1).join("").length);
}

/** @param {any} opened */
export function showProblems(opened) {
  const found = opened.problems;
  problems = found;
  checked = plain(opened.files);
  const added = Object.keys(checked).filter((name) => !(name in texts)); // a table that the text names by now
  for (const name of added) texts[name] = checked[name];
  if (added.length) showFiles();
  for (const [name, text] of Object.entries(checked)) if (!opened.unsaved.includes(name)) saved[name] = text;
  markSaved();
  underline();
  const counts = ["error", "warning", "note"].map((kind) => [kind, found.filter((one) => one.kind === kind).length]).filter(([, n]) => n);
  say(by("counted"), counts.length ? counts.map(([kind, n]) => `${n} ${kind}${n === 1 ? "" : "s"}`).join(", ") : "none");
  by("tab-text").classList.toggle("wrong", found.some((one) => one.kind === "error"));
  fill(by("problems"), ...found.map(item));
  performance.mark("checked");
}

/** @param {any} problem @returns {HTMLElement} */
function item(problem) {
  const where = problem.line ? h("button", { class: "link", click: () => open(problem.file || file, problem.line, problem.column) }, `${problem.file ? `${problem.file}:` : ""}${problem.line}:${problem.column}`) : "";
  const mend = problem.edits.length ? h("button", { class: "mend", click: () => apply(problem.edits) }, "Mend") : "";
  return h("li", { class: problem.kind }, h("span", { class: "kind" }, problem.code || problem.kind), " ", where, " ", h("span", {}, [problem.what, problem.expected].filter(Boolean).join(" ")), " ", h("em", {}, problem.fix), " ", mend);
}

function underline() {
  const here = problems.filter((one) => one.line && (one.file || file) === file);
  const marks = here.map((one) => {
    const from = place(one.line, one.column);
    const actions = one.edits.length ? [{ name: "Mend", apply: () => apply(one.edits) }] : [];
    const severity = { error: "error", warning: "warning", note: "info" }[/** @type {"error" | "warning" | "note"} */ (one.kind)];
    return { from, to: Math.max(from, place(one.line, one.end_column)), severity, message: [one.code, one.what, one.expected, one.fix].filter(Boolean).join(" "), actions };
  });
  view.dispatch(setDiagnostics(view.state, marks.sort((one, other) => one.from - other.from)));
}

/** @param {any[]} edits all in one step, so that one undo takes them back */
function apply(edits) {
  if (edits.some((one) => checked[one.file] !== texts[one.file])) return; // the text moved on: wait for its own problems
  open(edits[0].file);
  const changes = edits.filter((one) => one.file === file).map((one) => ({ from: place(one.line, one.column), to: place(one.line, one.end_column), insert: one.text }));
  view.dispatch({ changes });
  view.focus();
}
