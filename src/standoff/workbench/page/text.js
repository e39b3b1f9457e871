// The text in an editor, its problems at their places, and mends that a click applies.

import { EditorState, EditorView, HighlightStyle, bracketMatching, defaultKeymap, drawSelection, foldGutter, foldKeymap, highlightActiveLine, history, historyKeymap, indentOnInput, indentWithTab, keymap, lineNumbers, lintGutter, lintKeymap, searchKeymap, setDiagnostics, syntaxHighlighting, tags, yaml } from "./codemirror.js";
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
/** @type {Record<string, string>} the texts that the problems are of */
let checked = {};
/** @type {any[]} */
let problems = [];
/** @type {(texts: Record<string, string>) => Promise<void>} */
let hear = async () => {};
let timer = 0;
/** @type {Promise<void>} one text after the other */
let sent = Promise.resolve();
let ours = false;

/** @param {any} opened @param {(texts: Record<string, string>) => Promise<void>} listener told the texts that are not as they were, after a pause */
export function showText(opened, listener) {
  hear = listener;
  texts = { ...opened.files };
  saved = { ...opened.files };
  file = opened.main;
  const names = Object.keys(texts);
  fill(by("files"), ...names.map((name) => h("option", { value: name }, name)));
  by("files").closest("label").hidden = names.length < 2;
  by("files").addEventListener("change", () => open(by("files").value));
  const nonce = document.querySelector('meta[name="csp-nonce"]')?.getAttribute("content") ?? "";
  view = new EditorView({ parent: by("editor"), state: state(texts[file], nonce) });
  showProblems(opened);
}

/** @param {string} text @param {string} nonce @returns {any} */
function state(text, nonce) {
  return EditorState.create({
    doc: text,
    extensions: [
      EditorView.cspNonce.of(nonce), lineNumbers(), foldGutter(), history(), drawSelection(), indentOnInput(), bracketMatching(), highlightActiveLine(), lintGutter(), yaml(), syntaxHighlighting(COLOURS),
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
  timer = window.setTimeout(() => send(), QUIET);
  markSaved();
}

/** @returns {Promise<void>} what is typed is with the server when it is done */
async function send() {
  clearTimeout(timer);
  timer = 0;
  const now = { [file]: texts[file] };
  sent = sent.then(() => hear(now));
  await sent;
}

/** @returns {Promise<void>} */
export async function sendNow() {
  if (timer) await send();
  else await sent;
}

/** @param {string} name @param {number} [line] @param {number} [column] */
export function open(name, line = 0, column = 1) {
  if (name !== file && name in texts) {
    file = name;
    by("files").value = name;
    replace(texts[name]);
    underline();
  }
  if (line) {
    const at = place(line, column);
    view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    view.focus();
  }
}

/** @param {string} text puts a text in the editor's place, changing only what differs */
function replace(text) {
  const old = view.state.doc.toString();
  if (old === text) return;
  let from = 0;
  while (from < Math.min(old.length, text.length) && old[from] === text[from]) from += 1;
  let behind = 0;
  while (behind < Math.min(old.length, text.length) - from && old.at(-1 - behind) === text.at(-1 - behind)) behind += 1;
  ours = true;
  view.dispatch({ changes: { from, to: old.length - behind, insert: text.slice(from, text.length - behind) } });
  ours = false;
}

/** @param {any} opened texts that the server changed, or read again @param {boolean} onDisk whether they stand so on disk */
export function takeTexts(opened, onDisk) {
  texts = { ...opened.files };
  if (onDisk) saved = { ...opened.files };
  replace(texts[file]);
  showProblems(opened);
}

/** @param {any} opened */
export function wasSaved(opened) {
  saved = { ...opened.files };
  markSaved();
}

export const isSaved = () => Object.keys(texts).every((name) => texts[name] === saved[name]);

function markSaved() {
  by("save").disabled = isSaved();
  by("tab-text").classList.toggle("unsaved", !isSaved());
}

/** @param {number} line @param {number} column @returns {number} */
function place(line, column) {
  const found = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)));
  return Math.min(found.to, found.from + column - 1);
}

/** @param {any} opened */
export function showProblems(opened) {
  const found = opened.problems;
  problems = found;
  checked = opened.files;
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
