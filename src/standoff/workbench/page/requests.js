// What is asked of the server: a record there, a record back, or answers that grow.

/** A refusal, with the problems that the checker names. */
export class Refused extends Error {
  /** @param {any[]} problems */
  constructor(problems) {
    super(problems.map(told).join(" "));
    this.problems = problems;
  }

  /** @param {string} code @returns {boolean} */
  has(code) {
    return this.problems.some((/** @type {any} */ one) => one.code === code);
  }
}

/** The server does not answer. */
export class Gone extends Error {}

/** @param {any} problem @returns {string} */
export function told(problem) {
  return [problem.code && `${problem.code}:`, problem.what, problem.expected, problem.fix].filter(Boolean).join(" ");
}

/** @param {string} path @param {any} body @param {AbortSignal} [signal] @returns {Promise<Response>} */
async function send(path, body, signal) {
  let answer;
  try {
    answer = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), signal });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Gone("The server does not answer.");
  }
  if (answer.status === 403) throw new Gone("The server was started anew, and does not know this page.");
  if (!answer.ok) throw new Refused(await problemsOf(answer));
  return answer;
}

/** @param {Response} answer @returns {Promise<any[]>} */
async function problemsOf(answer) {
  const text = await answer.text();
  const json = (answer.headers.get("content-type") ?? "").startsWith("application/json");
  return json ? JSON.parse(text).problems : [{ what: `The server refuses this (${answer.status}): ${text.slice(0, 200)}` }];
}

/** @param {string} path @param {any} [body] @param {AbortSignal} [signal] @returns {Promise<any>} */
export async function ask(path, body = {}, signal = undefined) {
  return (await send(path, body, signal)).json();
}

/**
 * @param {string} path
 * @param {any} body
 * @param {AbortSignal} signal
 * @param {(answer: any) => void} hear
 */
export async function listen(path, body, signal, hear) {
  const stream = (await send(path, body, signal)).body;
  if (!stream) return;
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    held += value;
    const events = held.split("\n\n");
    held = events.pop() ?? "";
    for (const event of events) {
      const [kind, data] = event.split("\n");
      const record = JSON.parse(data.slice("data: ".length));
      if (kind === "event: refusal") throw new Refused(record.problems);
      if (kind === "event: answer") hear(record);
    }
  }
}
