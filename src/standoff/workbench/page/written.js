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

const SURE = 1e-12; // of a share that is 0 or 1 in every draw, but for rounding: as the report has it

/** @param {number | null | undefined} share @returns {string} never a false 0 or 100 */
export function percent(share) {
  if (share === null || share === undefined) return "–";
  if (share < 5e-4 && share > SURE) return "< 0.1 %";
  if (share > 1 - 5e-4 && share < 1 - SURE) return "> 99.9 %";
  return `${(100 * share).toFixed(1)} %`;
}

/** @param {number} share an error or a difference of shares @returns {string} its size out of 100, never a false 0 */
export function points(share) {
  const size = Math.abs(100 * share);
  return size < 0.05 && size > SURE ? "< 0.1" : size.toFixed(1);
}

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

/** @param {string} text as it was typed @returns {string | number} a finite number as one; what is none is for the checker */
export function asWritten(text) {
  const said = text.trim();
  const value = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(said) ? Number(said) : NaN;
  return Number.isFinite(value) ? value : said;
}

/** @param {any} number @param {number} middle @returns {any} what `draw:` would say */
export function turned(number, middle) {
  if (number.kind === "constant" || !(number.low < number.middle && number.middle < number.high)) return said(number, middle);
  const { to, from } = scale(number);
  const shift = to(middle) - to(number.middle);
  return quantiles(number, from(to(number.low) + shift), middle, from(to(number.high) + shift));
}

/** @param {any} number @param {number} value @returns {string | number} one value as a text has it: of days the date */
const said = (number, value) => (number.unit === "date" ? date(value) : six(value));

/**
 * Three values with the ends of the number, every one above the one before after rounding: what would not be
 * is left out, and where nothing is left to vary the middle alone is said.
 * @param {any} number @param {number} low @param {number} middle @param {number} high @returns {any}
 */
export function quantiles(number, low, middle, high) {
  const dated = number.unit === "date";
  const { floor, ceiling } = number;
  const round = dated ? Math.round : [low, middle, high, floor ?? low, ceiling ?? high].every(apart) ? six : (/** @type {number} */ x) => x;
  const first = floor === null ? -Infinity : round(floor);
  const last = ceiling === null ? Infinity : round(ceiling);
  const step = dated ? 1 : 0; // a day further inside, so that a range of few days is kept where it can be
  const [a, c] = [Math.max(round(low), first + step), Math.min(round(high), last - step)];
  const b = last - first > 2 * step ? Math.min(Math.max(round(middle), first + step), last - step) : round(middle);
  const points = /** @type {[number, number][]} */ ([[5, a], [50, b], [95, c]]).filter(([percent, value]) => (percent < 50 ? first < value && value < b : percent > 50 ? b < value && value < last : true));
  if (points.length < 2 || b <= first || b >= last) return said(number, b);
  const write = (/** @type {number} */ x) => (dated ? date(x) : x);
  const found = { quantiles: Object.fromEntries(points.map(([percent, value]) => [percent, write(value)])) };
  if (floor !== null) Object.assign(found, { min: write(first) });
  if (ceiling !== null) Object.assign(found, { max: write(last) });
  return found;

  /** @param {number} value @param {number} i @param {number[]} all whether six digits tell it from all others */
  function apart(value, i, all) {
    return all.every((other, j) => i === j || other === value || (six(other) !== six(value) && six(other) < six(value) === other < value));
  }
}
