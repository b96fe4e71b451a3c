import { compileAsync, NdArray } from "../../../../dist/node/index.js";
import { onnxruntime } from "../../../../dist/node/onnxruntime.js";
import { networkStepCase } from "../networks/dagrad.mjs";
import { forwardCase, trainCase } from "./dagrad.mjs";

const views = { copy: false };

/** dagrad's backend on a runtime, on one thread. */
export const byBackend = (ort) => cases((one) => onBackend(one, onnxruntime(ort, { threads: 1 })));

/** The model that the backend makes, run by hand: what is fed is there as a tensor, and new parameters are fed back as they come out. */
export const byHand = (ort) => cases((one) => inHand(one, ort));

const cases = (started) => ({
  forward: (given) => started(forwardCase(given)),
  train: (given) => started(trainCase(given)),
  networkStep: (given) => started(networkStepCase(given)),
});

async function onBackend({ network, parameters, feeds, fetch, steps }, backend) {
  const program = await compileAsync(network, { backend, parameters, feeds, fetch });
  const run = () => program.runAsync(feeds, fetch, views);
  return { awaited: true, run, check: () => numbersOf(run, (outputs) => outputs[fetch[0]].data, steps) };
}

async function inHand(one, ort) {
  const { network, parameters, feeds, fetch, steps } = one;
  let made;
  const create = async (...given) => {
    made = given;
    return ort.InferenceSession.create(...given);
  };
  const backend = onnxruntime({ Tensor: ort.Tensor, env: ort.env, InferenceSession: { create } }, { threads: 1 });
  const program = await compileAsync(network, { backend, parameters, feeds, fetch });
  const session = await ort.InferenceSession.create(...made);
  const tensor = ({ dtype, data, shape }) => new ort.Tensor(dtype, data, shape);
  const { binding } = program.plan(feeds, fetch);
  const fed = Object.fromEntries(
    Object.entries(feeds).map(([id, data]) => {
      const { shape, dtype } = program.executed.nodes[id];
      return [
        id,
        tensor(
          new NdArray(
            data,
            shape.map((dim) => binding.get(dim) ?? dim),
            dtype,
          ),
        ),
      ];
    }),
  );
  const held = Object.fromEntries(Object.entries(await program.read()).map(([id, value]) => [id, tensor(value)]));
  const given = Object.fromEntries(session.inputNames.map((name) => [name, fed[name] ?? held[name]]));
  const next = session.outputNames.filter((name) => name.endsWith(":next")).map((name) => [name, name.slice(0, -":next".length)]);
  const [output] = session.outputNames.filter((name) => !name.endsWith(":next"));
  const run = async () => {
    const outputs = await session.run(given);
    for (const [from, to] of next) given[to] = outputs[from];
    return outputs[output].data;
  };
  return { awaited: true, run, check: () => numbersOf(run, (data) => data, steps), dispose: () => session.release() };
}

/** The result itself, or the losses of so many steps. */
async function numbersOf(run, dataOf, steps) {
  if (steps === undefined) return dataOf(await run()).slice();
  const losses = [];
  for (let i = 0; i < steps; i++) losses.push(dataOf(await run())[0]);
  return losses;
}
