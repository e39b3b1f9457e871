// Elements made from data: text is always text, never markup.

/**
 * @param {string} tag
 * @param {Record<string, any>} [attributes] `class`, `data-…`, `aria-…` and so on; a function is a listener
 * @param {...(Node | string | number | null | undefined | false)} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  set(made, attributes);
  for (const child of children) if (child !== null && child !== undefined && child !== false) made.append(child instanceof Node ? child : String(child));
  return made;
}

/**
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...Node} children
 * @returns {SVGElement}
 */
export function s(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** @param {HTMLElement} made @param {Record<string, any>} attributes */
function set(made, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
}

/** @param {string} kind of what it holds @param {string} label @param {...Node} children @returns {HTMLElement} what scrolls on a small screen, by keys too */
export const wide = (kind, label, ...children) => h("div", { class: `wide ${kind}`.trim(), tabindex: 0, role: "region", "aria-label": label }, ...children);

/** @template {HTMLElement} T @param {string} id @returns {any} */
export const by = (id) => document.getElementById(id);

/** @param {Element} place @param {...(Node | string)} children */
export function fill(place, ...children) {
  place.replaceChildren(...children);
}

/** @param {Element} place @param {string} text a text that did not change is not written: nothing is read out twice */
export function say(place, text) {
  if (place.textContent !== text) place.textContent = text;
}
