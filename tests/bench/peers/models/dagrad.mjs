import { compile, NdArray } from "../../../../dist/node/index.js";
import { fromOnnx } from "../../../../dist/node/onnx.js";
import { bytesOf, inputsOf, modelOf, numbersOf } from "./models.mjs";

/** The case "model": what fromOnnx makes of the file, with a certain backend. */
export const dagradModels = (options) => ({
  model({ id, seed }) {
    const { model, feeds } = read(id, seed);
    const program = compile(model.graph, { ...options, parameters: model.parameters });
    const outputs = Object.values(model.names.outputs);
    return {
      run: () => program.run(feeds, outputs, { copy: false }),
      check: () => numbersOf(outputs, program.run(feeds, outputs)),
    };
  },
  compilation: {
    model({ id }) {
      let made;
      let program;
      return {
        read() {
          made = read(id);
        },
        ready() {
          const { model, feeds } = made;
          program = compile(model.graph, { ...options, parameters: model.parameters });
          program.plan(feeds);
        },
        first() {
          const outputs = Object.values(made.model.names.outputs);
          return numbersOf(outputs, program.run(made.feeds, outputs));
        },
      };
    },
  },
});

/** The model of the file, and what it is fed. */
function read(id, seed) {
  const { dims, constants } = modelOf(id);
  const model = fromOnnx(bytesOf(id), { ...(dims && { dims }), ...(constants && { constants }) });
  const feeds = Object.fromEntries(
    Object.entries(inputsOf(id, seed)).map(([name, { data, shape }]) => [model.names.inputs[name], new NdArray(data, shape, "float32")]),
  );
  return { model, feeds };
}
