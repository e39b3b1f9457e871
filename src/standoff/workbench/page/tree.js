// The game as the report draws it: boxes with their options, each of which can be made with a click.

import { colour } from "./answers.js";
import { h, s, wide } from "./elements.js";

const PAD = 8;
const HEAD = 13.5; // between two lines of a heading, as the layout reckons
const NOTE = 13;
const ROW = 16;

/**
 * @param {any} picture @param {any} words
 * @param {any} make what a click on an option does
 * @param {(move: string, option: string) => boolean} open whether an option can be made: of a nest it cannot
 * @returns {HTMLElement}
 */
export function tree(picture, words, make, open) {
  const drawn = s("svg", { viewBox: `0 0 ${picture.width} ${picture.height}`, width: picture.width, height: picture.height, role: "group", "aria-label": "The game as a tree; each option is a button", class: "tree" });
  const ending = (/** @type {string} */ name) => (name ? colour(words, name) : "");
  drawn.append(
    ...picture.lines.map((/** @type {any} */ line) => s("path", { d: path(line.points), class: `line ${ending(line.ending)}`, "stroke-width": line.width })),
    ...picture.frames.map((/** @type {number[]} */ [x, y, width, height]) => s("rect", { x, y, width, height, rx: 7, class: "frame" })),
    ...picture.boxes.map((/** @type {any} */ box) => drawBox(box, ending, make, open)),
  );
  const folded = picture.folded ? ` Branches of less than ${(100 * picture.folded).toFixed(1)} % of play are folded.` : "";
  return h("div", {}, h("p", { class: "note" }, `${picture.shown} of ${picture.nodes} histories, from ${picture.draws} draws.${folded} Lines are as wide as play is likely; a dashed frame holds what a mover cannot tell apart. A move that is given is drawn no more; its chip at the top takes it off.`), wide("drawing", "Tree", drawn));
}

/** @param {number[][]} points @returns {string} level lines as lines, others as soft curves */
function path(points) {
  return points.map(([x, y], i) => {
    if (!i) return `M${x} ${y}`;
    const [before, level] = points[i - 1];
    const middle = (before + x) / 2;
    return Math.abs(y - level) < 0.05 ? `L${x} ${y}` : `C${middle} ${level} ${middle} ${y} ${x} ${y}`;
  }).join("");
}

/** @param {any} box @param {(name: string) => string} ending @param {any} make @param {any} open @returns {SVGElement} */
function drawBox(box, ending, make, open) {
  const { x, y, width, height } = box;
  const text = (/** @type {string} */ said, /** @type {number} */ at, /** @type {string} */ kind, anchor = "start") => {
    const made = s("text", { x: anchor === "end" ? x + width - PAD : x + PAD, y: y + at, class: kind, "text-anchor": anchor });
    made.textContent = said;
    return made;
  };
  const parts = [s("rect", { x, y, width, height, rx: box.kind === "chance" ? 9 : 3, class: `box ${box.kind} ${ending(box.ending)}` })];
  box.head.forEach((/** @type {string} */ line, /** @type {number} */ i) => parts.push(text(line, 14 + HEAD * i, "head")));
  box.notes.forEach((/** @type {string} */ line, /** @type {number} */ i) => parts.push(text(line, box.body + NOTE * i + 8, "said")));
  box.rows.forEach((/** @type {any} */ row, /** @type {number} */ i) => {
    const top = box.tops[i];
    const words = [text(row.text, top + 3.8, row.option ? "" : "said"), text(row.share, top + 3.8, "", "end")];
    if (!row.option || !open(box.move, row.option)) return void parts.push(...words);
    const pressed = make.how(box.move, row.option);
    const back = s("rect", { x: x + 2, y: y + top - ROW / 2, width: width - 4, height: ROW, rx: 2, class: `hit ${pressed}` });
    const button = s("g", { role: "button", tabindex: 0, class: "choice", "aria-pressed": String(pressed !== ""), "aria-label": `${box.head.join(" ")}: ${row.text} ${row.share}`, "data-make": `${box.move}=${row.option}` }, back, words[0], document.createTextNode(" "), words[1]);
    button.addEventListener("click", () => make(box.move, row.option));
    button.addEventListener("keydown", (event) => {
      if (![" ", "Enter"].includes(/** @type {KeyboardEvent} */ (event).key)) return;
      event.preventDefault();
      make(box.move, row.option);
    });
    parts.push(button);
  });
  return s("g", {}, ...parts);
}
