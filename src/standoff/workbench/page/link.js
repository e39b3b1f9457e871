// Changes as an address holds them: every part is of its own kind, or is left out by name.

/**
 * @typedef {object} Changes
 * @property {string} reading
 * @property {Record<string, any>} numbers
 * @property {string[]} claims
 * @property {string[]} documents
 * @property {Record<string, string>} given
 * @property {Record<string, string>} observed
 * @property {string} play
 */

const MOST_NAMES = 2000; // as the server has it
const MOST_NAME = 200;
const MOST_TEXT = 400;

/** @returns {Changes} */
export const plain = () => ({ reading: "", numbers: {}, claims: [], documents: [], given: {}, observed: {}, play: "" });

/** @param {unknown} value @returns {value is string} */
const isName = (value) => typeof value === "string" && value.length <= MOST_NAME;

/** @param {unknown} value */
const isValue = (value) => (typeof value === "number" ? Number.isFinite(value) : typeof value === "string" && value.length <= MOST_TEXT);

/** @param {unknown} value @returns {value is Record<string, any>} */
const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {unknown} value what stands for a number: one value, a text as `draw:` has it, or quantiles */
function isDraw(value) {
  if (!isMap(value)) return isValue(value);
  const { quantiles, ...bounds } = value;
  if (!isMap(quantiles)) return false;
  const points = Object.entries(quantiles);
  const known = Object.entries(bounds).every(([key, end]) => (key === "min" || key === "max") && isValue(end));
  return known && points.length >= 2 && points.length <= 9 && points.every(([key, one]) => isName(key) && isValue(one));
}

/** @type {Record<string, (value: unknown) => boolean>} what an entry of each part has to be */
const ENTRIES = { numbers: isDraw, given: isName, observed: isName };

/** @param {any} said what an address says @returns {{ changes: Changes, dropped: string[] }} */
export function checkedLink(said) {
  const changes = /** @type {any} */ (plain());
  if (!isMap(said)) return { changes, dropped: ["all of it"] };
  /** @type {string[]} */
  const dropped = Object.keys(said).filter((key) => key !== "text" && !Object.hasOwn(changes, key));
  for (const key of Object.keys(changes).filter((one) => Object.hasOwn(said, one))) {
    const value = said[key];
    if (typeof changes[key] === "string") {
      if (isName(value)) changes[key] = value;
      else dropped.push(key);
    } else if (Array.isArray(changes[key])) {
      const list = Array.isArray(value) ? value : [value];
      changes[key] = Array.isArray(value) ? [...new Set(value.filter(isName))].slice(0, MOST_NAMES) : [];
      if (list.some((one) => !changes[key].includes(one))) dropped.push(key);
    } else if (isMap(value)) {
      const kept = Object.entries(value).filter(([name, one]) => isName(name) && ENTRIES[key](one)).slice(0, MOST_NAMES);
      changes[key] = Object.fromEntries(kept);
      const left = Object.keys(value).filter((name) => !Object.hasOwn(changes[key], name));
      dropped.push(...left.map((name) => `${key}.${name}`));
    } else dropped.push(key);
  }
  return { changes, dropped };
}
