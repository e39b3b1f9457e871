"use strict";
(() => {
  const data = JSON.parse(document.getElementById("sliders-data").textContent);
  const form = document.getElementById("sliders-form");
  const said = document.getElementById("sliders-said");
  const rows = [...document.querySelectorAll("#sliders-table tbody tr")];
  const live = rows.map(row => [...row.querySelectorAll("b")]);
  const FEWEST = 30, PART = 0.05;
  const bytes = text => Uint8Array.from(atob(text), one => one.charCodeAt(0));
  const eight = ([low, high, text]) => Float64Array.from(bytes(text), v => v === 255 ? NaN : low + (high - low) * v / 254);
  const sixteen = ([low, high, text]) => {
    const raw = bytes(text);
    return Float64Array.from({ length: raw.length / 2 }, (_, i) => {
      const v = raw[2 * i] + 256 * raw[2 * i + 1];
      return v === 65535 ? NaN : low + (high - low) * v / 65534;
    });
  };
  const two = text => {
    const raw = bytes(text);
    return Uint8Array.from({ length: data.n }, (_, i) => (raw[i >> 2] >> 2 * (i & 3)) & 3);
  };
  const numbers = data.numbers.map(one => {
    const columns = [];
    for (const told of one.columns) columns.push(Array.isArray(told) ? sixteen(told) : columns[told]);
    const all = [...new Set(columns)].flatMap(column => [...column].filter(v => !isNaN(v))).sort((a, b) => a - b);
    return { ...one, columns, at: step => all[Math.round((all.length - 1) * step / 100)] };
  });
  const readings = data.readings.map(one => ({
    weight: one.weight ? eight(one.weight) : null,
    answers: one.answers.map(told => told ? eight(told) : null),
    conclusions: one.conclusions.map(told => told ? two(told) : null),
  }));
  const fields = [...form.querySelectorAll("fieldset")].map((field, i) => {
    const [low, high] = field.querySelectorAll("input");
    return { low, high, told: field.querySelector(".told"), number: numbers[i] };
  });
  const written = (number, value) => {
    if (number.dated) return new Date(value * 86400000).toISOString().slice(0, 10);
    if (value !== 0 && Math.abs(value) < 1e-4) return value.toExponential(1).replaceAll("-", "\u2212");
    return Number(value.toPrecision(3)).toLocaleString("en-GB", { maximumSignificantDigits: 3 }).replace("-", "\u2212");
  };
  const narrowed = ({ low, high }) => low.value !== "0" || high.value !== "100";
  const percent = share => {
    const hundredths = 100 * share;
    if (hundredths > 0 && hundredths < 0.1) return "<\u00a00.1\u00a0%";
    if (hundredths < 100 && hundredths > 99.9) return ">\u00a099.9\u00a0%";
    return `${hundredths.toFixed(1)}\u00a0%`;
  };
  const mean = pairs => {
    let total = 0, square = 0, sum = 0, spread = 0;
    for (const [v, w] of pairs) { total += w; square += w * w; sum += v * w; }
    if (!(total > 0)) return "–";
    const middle = sum / total, effective = total * total / square;
    for (const [v, w] of pairs) spread += w * (v - middle) ** 2;
    const error = Math.sqrt(spread / total / Math.max(1, effective - 1));
    return `${percent(middle)}\u00a0± ${(100 * error).toFixed(1)}`;
  };
  const kept = (i_reading, used) => {
    const found = [];
    for (let i = 0; i < data.n; i++) {
      if (used.every(({ number, from, to }) => {
        const v = number.columns[i_reading][i];
        return isNaN(v) || (v >= from && v <= to);
      })) found.push(i);
    }
    return found;
  };
  const count = () => {
    const used = fields.filter(narrowed).map(({ low, high, number }) => ({
      number, from: low.value === "0" ? -Infinity : number.at(+low.value), to: high.value === "100" ? Infinity : number.at(+high.value),
    }));
    for (const { low, high, told, number } of fields) {
      const ends = [number.at(+low.value), number.at(+high.value)].map(value => written(number, value));
      low.setAttribute("aria-valuetext", ends[0]);
      high.setAttribute("aria-valuetext", ends[1]);
      told.textContent = `${ends[0]} to ${ends[1]}`;
    }
    const least = [];
    readings.forEach((reading, r) => {
      const put = (row, text) => { live[row][r].textContent = used.length ? text : ""; };
      const draws = kept(r, used), weight = i => reading.weight ? reading.weight[i] : 1;
      let total = 0, square = 0;
      for (const i of draws) { total += weight(i); square += weight(i) ** 2; }
      const effective = square > 0 ? total * total / square : 0;
      const few = effective < Math.max(FEWEST, PART * data.n);
      least.push({ n: draws.length, effective, few });
      put(0, `${draws.length}${reading.weight ? ` (count as ${Math.round(effective)})` : ""}${few ? ", too few" : ""}`);
      reading.answers.forEach((values, k) => {
        put(1 + k, few || !values ? "–" : mean(draws.filter(i => !isNaN(values[i]) && weight(i) > 0).map(i => [values[i], weight(i)])));
      });
      reading.conclusions.forEach((sides, k) => {
        const row = 1 + reading.answers.length + k;
        if (few || !sides) return put(row, "–");
        const solved = draws.filter(i => sides[i] !== 3);
        const usual = solved.reduce((sum, i) => sum + weight(i), 0) / Math.max(1, solved.length);
        put(row, mean(draws.map(i => [sides[i] === 1 ? 1 : 0, sides[i] === 3 ? usual : weight(i)])));
      });
    });
    const left = least.map(one => one.n), counted = least.map(one => Math.round(one.effective));
    const span = values => Math.min(...values) === Math.max(...values) ? `${values[0]}` : `${Math.min(...values)} to ${Math.max(...values)}`;
    said.textContent = !used.length ? "" :
      `${span(left)} of ${data.n} draws remain${new Set(left).size > 1 ? ", by reading" : ""}; they count as ${span(counted)}.` +
      (least.some(one => one.few) ? ` Where fewer than ${Math.ceil(Math.max(FEWEST, PART * data.n))} count nothing is told: write the range into the scenario and run it again.` : "");
    return used.length;
  };
  const SIGN = "#draws=";
  const remember = () => {
    const parts = fields.filter(narrowed).map(({ low, high, number }) => `&${number.name}=${low.value}-${high.value}`);
    if (parts.length) history.replaceState(null, "", `${SIGN}${data.hash}${parts.join("")}`);
    else if (location.hash.startsWith(SIGN)) history.replaceState(null, "", "#sliders");
  };
  const recall = () => {
    if (!location.hash.startsWith(SIGN)) return;
    const [hash, ...parts] = location.hash.slice(SIGN.length).split("&");
    for (const { low, high } of fields) { low.value = "0"; high.value = "100"; }
    let lost = 0;
    for (const part of parts) {
      const told = /^([a-z][a-z0-9_]*)=(\d{1,3})-(\d{1,3})$/.exec(part);
      const field = told && fields.find(one => one.number.name === told[1]);
      if (!field) { lost++; continue; }
      field.low.value = Math.min(100, +told[2], +told[3]);
      field.high.value = Math.min(100, Math.max(+told[2], +told[3]));
    }
    count();
    if (hash !== data.hash) said.textContent += " The link was made with another text of the scenario.";
    if (lost) said.textContent += ` ${lost} of its ranges ${lost === 1 ? "is" : "are"} of no number here.`;
    document.getElementById("sliders").scrollIntoView();
  };
  for (const { low, high } of fields) {
    low.addEventListener("input", () => { if (+low.value > +high.value) high.value = low.value; count(); remember(); });
    high.addEventListener("input", () => { if (+high.value < +low.value) low.value = high.value; count(); remember(); });
  }
  form.addEventListener("reset", () => setTimeout(() => { count(); remember(); }));
  form.addEventListener("submit", event => event.preventDefault());
  form.hidden = false;
  count();
  recall();
  addEventListener("hashchange", recall);
})();
