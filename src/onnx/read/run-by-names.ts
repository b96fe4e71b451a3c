import { checkKind } from "../../../graph/check-kind.ts";
import { FeedError } from "../../../graph/errors.ts";
import { nodeOf } from "../../../graph/graph.ts";
import { isNdArray } from "../../../graph/is-ndarray.ts";
import { isRecord } from "../../../graph/is-record.ts";
import type { NdArray } from "../../../graph/ndarray.ts";
import { suggest } from "../../../graph/nearest.ts";
import { showType } from "../../../graph/shape.ts";
import { showValue } from "../../../graph/show-value.ts";
import type { Feed } from "../../../graph/types/run.ts";
import { compile } from "../../run/compile.ts";
import type { OnnxModel } from "./onnx-model.ts";

type Feeds = Readonly<Record<string, Feed>>;

/** What runs a model by the names of its file: compiled at the first call. */
export function runnerOf({ graph, parameters, names }: Omit<OnnxModel, "run">): OnnxModel["run"] {
  let run: ((feeds: Feeds) => Readonly<Record<string, NdArray>>) | undefined;
  const inputs = Object.entries(names.inputs);
  return (feeds) => {
    checkKind(
      isRecord(feeds) && !isNdArray(feeds),
      "run",
      "feeds",
      "values by the names of inputs",
      feeds,
      `give { ${JSON.stringify(inputs[0]?.[0] ?? "name")}: … }`,
    );
    for (const name of Object.keys(feeds)) if (!Object.hasOwn(names.inputs, name)) throw unknown(name, names.inputs);
    const given: [string, Feed][] = inputs.map(([name, id]) => {
      if (Object.hasOwn(feeds, name) && feeds[name] !== undefined) return [id, feeds[name]];
      const expected = `input ${showValue(name)} must be fed a ${showType(nodeOf(graph, id))}`;
      throw new FeedError(`run: ${expected}, got nothing; pass { ${JSON.stringify(name)}: … }`, {
        code: "missing-feed",
        node: id,
        expected,
        actual: "nothing",
      });
    });
    if (run === undefined) {
      const program = compile(graph, { parameters });
      run = (by) => program.run(by as never) as Readonly<Record<string, NdArray>>;
    }
    const results = run(Object.fromEntries(given));
    return Object.fromEntries(Object.entries(names.outputs).map(([name, output]) => [name, results[output] as NdArray]));
  };
}

function unknown(name: string, inputs: Readonly<Record<string, string>>): FeedError {
  const known = Object.keys(inputs);
  const [meant] = Object.entries(inputs).find(([, id]) => id === name) ?? [];
  const list = known.slice(0, 8).map((one) => JSON.stringify(one));
  const cure =
    meant === undefined ? suggest(name, known, `choose from ${list.join(", ")}`) : `its name in the file is ${JSON.stringify(meant)}`;
  return new FeedError(`run: feeds must name inputs of the file, got ${showValue(name)}; ${known.length === 0 ? "leave it out" : cure}`, {
    code: "unknown-feed",
    expected: "the name of an input",
    actual: name,
  });
}
