// Numbers as they are written and as they are turned: days as dates, a middle that moves with its range.

const DAY = 86_400_000;

/** @param {number} days @returns {string} */
export const date = (days) => new Date(Math.round(days) * DAY).toISOString().slice(0, 10);

/** @param {number | null | undefined} value @param {string} [unit] @returns {string} */
export function written(value, unit = "") {
  if (value === null || value === undefined) return "–";
  if (unit === "date") return date(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e6)) return value.toExponential(2);
  return size >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}

/** @param {number | null | undefined} share @returns {string} */
export const percent = (share) => (share === null || share === undefined ? "–" : `${(100 * share).toFixed(1)} %`);

/** @param {number} value @returns {number} */
const six = (value) => Number(value.toPrecision(6));

/**
 * A scale on which a range keeps its width when its middle moves: odds between two ends, ratios above one
 * end, plain differences without ends.
 * @param {any} number
 */
function scale(number) {
  const { floor, ceiling, low, high } = number;
  if (floor !== null && ceiling !== null && low > floor && high < ceiling) {
    return { to: (/** @type {number} */ x) => Math.log((x - floor) / (ceiling - x)), from: (/** @type {number} */ y) => floor + (ceiling - floor) / (1 + Math.exp(-y)) };
  }
  if (floor !== null && low > floor) {
    return { to: (/** @type {number} */ x) => Math.log(x - floor), from: (/** @type {number} */ y) => floor + Math.exp(y) };
  }
  return { to: (/** @type {number} */ x) => x, from: (/** @type {number} */ y) => y };
}

/** @param {any} number as the text has it @returns {[number, number]} the ends of its slider */
export function ends(number) {
  const { floor, ceiling, low, middle, high, kind } = number;
  const wide = kind === "constant" ? Math.abs(middle) || 1 : high - low || Math.abs(middle) || 1;
  let first = floor ?? (kind === "constant" && middle > 0 ? 0 : low - 1.5 * wide);
  let last = ceiling ?? (kind === "constant" && middle > 0 ? 2 * middle : high + 1.5 * wide);
  if (number.unit === "date" && kind === "constant") [first, last] = [middle - 365, middle + 365];
  const inside = kind === "constant" ? 0 : 0.004 * (last - first);
  return [first + (floor === null ? 0 : inside), last - (ceiling === null ? 0 : inside)];
}

/** @param {any} number @param {number} middle @returns {any} what `draw:` would say */
export function turned(number, middle) {
  const said = (/** @type {number} */ x) => (number.unit === "date" ? date(x) : six(x));
  if (number.kind === "constant" || !(number.low < number.middle && number.middle < number.high)) return said(middle);
  const { to, from } = scale(number);
  const shift = to(middle) - to(number.middle);
  return quantiles(number, from(to(number.low) + shift), middle, from(to(number.high) + shift));
}

/** @param {any} number @param {number} low @param {number} middle @param {number} high @returns {any} */
export function quantiles(number, low, middle, high) {
  const dated = number.unit === "date";
  const said = (/** @type {number} */ x) => (dated ? date(x) : six(x));
  const values = [low, middle, high].map(said);
  if (!(values[0] < values[1] && values[1] < values[2])) return values[1];
  const found = { quantiles: { 5: values[0], 50: values[1], 95: values[2] } };
  if (number.floor !== null && number.floor < low) Object.assign(found, { min: said(number.floor) });
  if (number.ceiling !== null && number.ceiling > high) Object.assign(found, { max: said(number.ceiling) });
  return found;
}
