import { elementTypes } from "../src/onnx/element-types.ts";
import { controlFlow } from "../src/onnx/read/control-flow.ts";
import { commonOps } from "../src/onnx/read/handlers/common-ops.ts";
import { rareOps } from "../src/onnx/read/handlers/rare-ops.ts";

/** An example of ONNX: the ops of its nodes, and how it ends. */
export interface ExampleOutcome {
  readonly name: string;
  readonly ops: readonly string[];
  readonly ends: "agrees" | "refused" | "wrong";
  readonly why: string;
}

/** What an error says, by kinds: the first that fits. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/string/, "strings"],
  [/sequence, or what may be left out/, "sequences and optionals as values"],
  [/ImageDecoder/, "files of images: decode them outside"],
  [/Tree/, "decision trees"],
  [/Bernoulli|Random|random/, "random numbers, which are others here"],
  [/bits of .* as/, "bits of 64-bit numbers, which no carrier has"],
  [/must be known/, "what must be known when the graph is built is computed"],
];
const kindOf = (why: string): string => kinds.find(([pattern]) => pattern.test(why))?.[1] ?? (/got (.*?);/.exec(why)?.[1] as string);

/** How types that dagrad has not are carried, and what is lost. */
const carried: Partial<Readonly<Record<keyof typeof elementTypes, string>>> = {
  float16: "exact as it comes; results are rounded to float32, not to 16 bits",
  bfloat16: "exact as it comes; results are rounded to float32, not to 16 bits",
  float8e4m3fn: "exact; a cast rounds to the nearest, ties to even, and saturates unless the file says otherwise",
  float8e4m3fnuz: "as float8e4m3fn; −0 is 0",
  float8e5m2: "as float8e4m3fn",
  float8e5m2fnuz: "as float8e4m3fn; −0 is 0",
  float8e8m0: "exact, a power of two; a cast rounds up, down or to the nearer one, as the file says",
  float4e2m1: "as float8e4m3fn; NaN becomes 0",
  int64: "up to 2³¹; what is known when the graph is built up to 2⁵³; shapes, axes and labels are smaller",
  uint64: "up to 2⁵³; larger ones lose their last bits",
  uint32: "exact; results wrap around modulo 2³²",
  uint16: "exact; results wrap around modulo 2¹⁶",
  int16: "exact; results wrap around",
  int8: "exact; results wrap around",
  int4: "exact; a cast wraps around, a quantisation saturates",
  uint4: "exact; a cast wraps around, a quantisation saturates",
  int2: "exact; a cast wraps around, a quantisation saturates",
  uint2: "exact; a cast wraps around, a quantisation saturates",
};

/**
 * docs/onnx-ops.md, made of what became of ONNX's own examples.
 *
 *     npx vitest run tests/onnx/node-examples.test.ts -u    writes the page
 *     tests/onnx/node-examples.test.ts                      fails while the page is stale
 */
export function onnxOpsPage(outcomes: readonly ExampleOutcome[]): string {
  const agreeing = outcomes.filter(({ ends }) => ends === "agrees");
  const graphs = outcomes.filter(({ ops }) => ops.length > 1);
  const written = [...Object.keys(commonOps), ...Object.keys(rareOps), ...Object.keys(controlFlow)];
  const keys = [...new Set([...written, ...outcomes.flatMap(({ ops }) => ops)])].sort((a, b) => a.localeCompare(b, "en"));
  const withDtype = Object.entries(elementTypes).flatMap(([type, entry]) => ("dtype" in entry ? [[type, entry.dtype] as const] : []));
  return `${[
    "# ONNX's ops",
    "",
    "<!-- Made by tests/onnx/node-examples.test.ts from its run; the sentences stand in docs/onnx-ops-page.ts. -->",
    "",
    `ONNX has examples of its ops, with what should come out. Of ${outcomes.length} from ONNX 1.22 **${agreeing.length}** agree here, the same ones on the`,
    "reference and on the engine, by the tolerances of ONNX's own runner; the others are refused with a reason, and none is wrong.",
    "",
    "## Why the rest is refused",
    "",
    "| reason | examples |",
    "| --- | --- |",
    ...byCount(outcomes.filter(({ ends }) => ends !== "agrees").map(({ why }) => kindOf(why))).map(
      ([kind, many]) => `| ${kind} | ${many} |`,
    ),
    "",
    "Ops whose results have a shape that depends on numbers (NonZero, Unique, Compress, NonMaxSuppression) are computed while the graph is built:",
    "their operands must be known then, by `constants` where they are inputs.",
    "",
    "## Op by op",
    "",
    `Examples of an op alone, and graphs that have it among others: ${graphs.length} of the examples are such graphs. An op without a number is read, but has`,
    "no example among these. Those with * are [rare ones](onnx.md#further-ops): `fromOnnx(bytes, { ops: rareOps })`.",
    "",
    "| op | alone | in graphs | why not |",
    "| --- | --- | --- | --- |",
    ...keys.map((key) => row(key, outcomes, written.includes(key))),
    "",
    "## Types",
    "",
    "Elements of types that dagrad has not are carried in one that holds them; `names.types` says which type an input or output has in the file.",
    "",
    "| type | carried in | |",
    "| --- | --- | --- |",
    ...withDtype.map(([type, dtype]) => `| ${type} | ${dtype} | ${carried[type as keyof typeof elementTypes] ?? ""} |`),
    "",
    "What changed in ops from opset to opset stands [beside how a model is read](onnx.md#what-changed-from-opset-to-opset).",
    "",
  ]
    .join("\n")
    .trimEnd()}\n`;
}

/** How often each comes up, the most frequent first. */
function byCount(list: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const one of list) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0], "en"));
}

function row(key: string, outcomes: readonly ExampleOutcome[], isWritten: boolean): string {
  const mine = outcomes.filter(({ ops }) => ops.includes(key));
  const share = (list: readonly ExampleOutcome[]): string =>
    list.length === 0 ? "" : `${list.filter(({ ends }) => ends === "agrees").length} of ${list.length}`;
  const reasons = byCount(mine.filter(({ ends }) => ends !== "agrees").map(({ why }) => kindOf(why))).map(([kind]) => kind);
  const why = reasons.length === 0 && !isWritten ? "not read" : reasons.join("; ");
  return `| ${key}${key in rareOps ? " \\*" : ""} | ${share(mine.filter(({ ops }) => ops.length === 1))} | ${share(mine.filter(({ ops }) => ops.length > 1))} | ${why} |`;
}
