// A peer of bench/workbench.py: how long Squiggle takes to evaluate a model again after one number is changed.
//
//     npm install @quri/squiggle-lang && node peer_squiggle.mjs [INPUTS] [SAMPLES] [TURNS]
//
// From a folder in which it is installed. The model has that many uncertain inputs and one result that hangs
// on all of them; it is arithmetic, and no game is solved. Wall time in the process, without any page: what
// its playground does when a line is edited, less the drawing.

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { join } from "node:path";

const found = createRequire(join(process.cwd(), "x.js")).resolve("@quri/squiggle-lang");
const { run } = await import(pathToFileURL(found).href);
const [inputs, samples, turns] = [6, 1000, 40].map((usual, i) => Number(process.argv[2 + i] ?? usual));

const model = (/** @type {number} */ first) => {
  const kinds = ["beta(2, 5)", "normal(3, 1)", "lognormal({p5: 1, p95: 8})", "uniform(0, 4)"];
  const lines = Array.from({ length: inputs }, (_, i) => `x${i} = ${i ? kinds[i % kinds.length] : `normal(${first}, 1)`}`);
  return [...lines, `result = ${Array.from({ length: inputs }, (_, i) => `x${i}`).join(" + ")}`, "{mean: mean(result), p05: quantile(result, 0.05), p95: quantile(result, 0.95)}"].join("\n");
};

const times = [];
for (let turn = 0; turn < turns + 5; turn += 1) {
  const start = performance.now();
  const output = await run(model(1 + turn / 100), { environment: { sampleCount: samples, xyPointLength: 1000 } });
  const result = output.result ?? output;
  if (result.ok === false) throw new Error(String(result.value));
  if (turn >= 5) times.push(performance.now() - start);
}
times.sort((one, other) => one - other);
console.log(`${inputs} inputs, ${samples} samples: median ${times[Math.floor(turns / 2)].toFixed(1)} ms, 95 % ${times[Math.floor(0.95 * turns)].toFixed(1)} ms, n ${turns}`);
