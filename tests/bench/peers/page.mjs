/**
 * Figures as a Markdown page: node peers/page.mjs figures.json > ../../docs/performance.md, from what `bench.mjs peers --json` has written.
 */
import { readFileSync } from "node:fs";
import { shown } from "./bounds.mjs";

const {
  works: all,
  bounds: held,
  build: _build,
  mixed: _mixed,
  command: _command,
  ...circumstances
} = JSON.parse(readFileSync(process.argv[2], "utf8"));

// Models of others have a page of their own: models/page.mjs.
const works = all.filter(({ group }) => group !== "models");
const bounds = held.filter(({ work }) => !all.some(({ group, title }) => group === "models" && title === work));

const contenders = [
  "dagrad",
  "dagrad-2",
  "dagrad-reference",
  "tfjs-wasm",
  "tfjs-wasm-tuned",
  "onnxruntime-web",
  "onnxruntime-web-2",
  "onnxruntime-node",
  "jax-js",
  "loops",
  "numpy",
  "peak",
];
const present = contenders.filter((name) => works.some(({ rows }) => rows.some(({ contender, median }) => contender === name && median)));

const row = (cells) => `| ${cells.join(" | ")} |`;
const cell = (found, unit) => (found?.median === undefined ? (found?.note ?? "") : `${shown(found.median)} ${unit}`);

const table = [
  row(["work", ...present]),
  row(["---", ...present.map(() => "---:")]),
  ...works.map(({ title, unit, rows }) =>
    row([
      title,
      ...present.map((name) =>
        cell(
          rows.find(({ contender }) => contender === name),
          unit,
        ),
      ),
    ]),
  ),
];
const promises = [
  row(["work", "promise", "measured", ""]),
  row(["---", "---", "---:", "---"]),
  ...bounds.map(({ work, claim, figure, holds }) =>
    row([work, claim, figure, holds === undefined ? "no number" : holds ? "holds" : "**exceeded**"]),
  ),
];

process.stdout.write(`# Performance

How fast dagrad's engine is beside other engines for JavaScript, beside hand-written loops and NumPy: medians in one run, in which all took turns.
The numbers of each contender were verified before it was timed. How this is measured, and what the peers are given, is told in
[tests/bench/README.md](../tests/bench/README.md); measure your own machine with \`npm run bench -- peers\`.

${Object.entries(circumstances)
  .filter(([, value]) => typeof value === "string" || typeof value === "number")
  .map(([name, value]) => `- ${name}: ${value}`)
  .join("\n")}
- command: \`npm run bench -- peers --json figures.json\`; this page is \`node tests/bench/peers/page.mjs figures.json\`

## Side by side
Medians; less is better. \`dagrad-2\` is two threads. \`peak\` is no engine: the time that the multiplications and additions of a product,
or of the products of a training step, take when nothing else is done. What a contender cannot do is empty.

${table.join("\n")}

## Promises
Times are promised for one core of a 4 GHz Zen 5 and held against the best round, ratios against medians of the same rounds.

${promises.join("\n")}

## Threads
\`compile(graph, { backend: wasm({ threads: 2 }) })\` splits matrix products of more than a million operations over worker threads; see
[the engine](engine.md#threads). It pays from about 256 × 256 × 256 on. Everything else, and all of a small network, is faster on one thread.
`);
