import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { apply } from "../../graph/apply.ts";
import { graph } from "../../graph/build.ts";
import type { Graph } from "../../graph/graph.ts";
import { bool, f32, f64, i32, u8 } from "../../graph/input.ts";
import { NdArray } from "../../graph/ndarray.ts";
import type { AnyTensor, Op } from "../../graph/op.ts";
import { standardOps } from "../../ops/standard-ops.ts";
import { reference } from "../../src/backends/reference/reference.ts";
import { random } from "../../src/data/random.ts";
import { lower } from "../../src/passes/lower.ts";
import { compile } from "../../src/run/compile.ts";
import { functionsIn } from "../../src/torch/functions.ts";
import { networkClass } from "../../src/torch/network-class.ts";
import { gradients } from "../../src/train/gradients.ts";
import { op as ops } from "../graph/untyped-ops.ts";
import type { FixtureArray, FixtureCase } from "../ops/fixture-case.ts";
import { runPython, runsTorch } from "./run-torch.ts";

/** A class of Python, what it is given and what it is to give. */
interface Row {
  readonly op: string;
  readonly source: string;
  readonly inputs: readonly FixtureArray[];
  readonly output: FixtureArray;
  /** Ops of its graph. */
  readonly also: readonly string[];
}

const inputOf = { float32: f32, float64: f64, int32: i32, uint8: u8, bool } as const;

function sourceOf(net: Graph<any, any>): string {
  const { lines, forward } = networkClass(net, "Row");
  return [...functionsIn(forward), ...lines].join("\n");
}

/** Of ops of whole numbers: PyTorch divides none by 0 and, of the least, none by −1; there the process ends. */
const dividesByNothing = ({ op, inputs: [a, b] }: FixtureCase): boolean =>
  ["div", "floorDivide", "remainder"].includes(op) &&
  !(a as FixtureArray).dtype.startsWith("float") &&
  (b as FixtureArray).data.some((one) => Number(one) === 0 || Number(one) === -1);

/** What NumPy computes of each op's rows. */
function fixtureRows(): Row[] {
  const folder = new URL("../fixtures/", import.meta.url);
  const files = readdirSync(folder).filter((name) => /^ops-.*\.json$/.test(name));
  const cases = files.flatMap((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")).cases as FixtureCase[]);
  const sources = new Map<string, string>();
  return cases.flatMap((one): Row[] => {
    const { op, attrs, inputs, output } = one;
    if (dividesByNothing(one)) return [];
    const key = JSON.stringify([op, attrs, inputs.map(({ dtype, shape }) => [dtype, shape])]);
    const specs = Object.fromEntries(inputs.map(({ dtype, shape }, i) => [`x${i + 1}`, inputOf[dtype](...shape)]));
    const source =
      sources.get(key) ??
      sourceOf(graph(specs, (given) => ({ y: apply(standardOps.get(op) as Op, Object.values(given) as AnyTensor[], attrs) })));
    sources.set(key, source);
    return [{ op, source, inputs, output, also: [] }];
  });
}

const plain = ({ dtype, shape, data }: NdArray): FixtureArray => ({ dtype, shape, data: Array.from(data, String) });

/** Of ops whose fixtures have another form: what the reference computes. */
function ownRows(): Row[] {
  const drawn = (seed: number, ...shape: number[]): NdArray => random(seed).uniform(-1, 1, shape);
  const [x, w, b] = [drawn(1, 4, 3), drawn(2, 3, 5), drawn(3, 5)];
  const labels = new NdArray(Uint8Array.of(2, 0, 1, 1), [4], "uint8");
  const given = { x: f64("rows", 3), y: u8("rows") };
  const feeds = { x, y: labels };
  const softmax = (x: AnyTensor): AnyTensor => ops.softmax(x);
  const lstm = graph({ x: f64(2, 4, 3), w: f64(3, 8), u: f64(2, 8) }, ({ x, w, u }) => ({
    y: ops.sum(ops.lstm(x, { weights: w, recurrentWeights: u, returnSequences: true })),
  }));
  const slopes = gradients(lstm, { of: "y", with: ["x", "w", "u"] });
  const cell = { x: drawn(4, 2, 4, 3), w: drawn(5, 3, 8), u: drawn(6, 2, 8) };
  const rows: readonly (readonly [string, Graph<any, any>, Readonly<Record<string, NdArray>>])[] = [
    ["matmul", graph({ x: f64("rows", 3), w: f64(3, 5) }, ({ x, w }) => ({ y: ops.matmul(x, w) })), { x, w }],
    [
      "dense",
      graph({ x: f64("rows", 3), w: f64(3, 5), b: f64(5) }, ({ x, w, b }) => ({ y: ops.dense(x, { weights: w, biases: b }) })),
      { x, w, b },
    ],
    ["softmax", graph({ x: f64("rows", 3) }, ({ x }) => ({ y: softmax(x) })), { x }],
    ["logSoftmax", graph({ x: f64("rows", 3) }, ({ x }) => ({ y: ops.logSoftmax(x, { axis: 0 }) })), { x }],
    ["sum", graph({ x: f64("rows", 3) }, ({ x }) => ({ y: ops.sum(x, { axis: 0, keepdims: true }) })), { x }],
    ["crossentropy", graph(given, ({ x, y }) => ({ y: ops.crossentropy(softmax(x), y) })), feeds],
    ["lstm", lstm, cell],
    ["lstm", { ...slopes, outputs: { y: slopes.outputs["d.u"] as string } }, cell],
    ["argmaxAccuracy", graph(given, ({ x, y }) => ({ y: ops.argmaxAccuracy(x, y) })), feeds],
  ];
  return rows.map(([op, net, values]) => ({
    op,
    source: sourceOf(net),
    also: Object.values(net.nodes)
      .map((node) => node.op)
      .concat(Object.values(lower(net).nodes).map((node) => node.op)),
    inputs: net.inputs.map((id) => plain(values[id] as NdArray)),
    output: plain(compile(net, { backend: reference }).run(values).y as NdArray),
  }));
}

const program = `
import json, sys, warnings
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
warnings.simplefilter("ignore")
torch.set_grad_enabled(False)
modules = {}

def module(source):
    if source not in modules:
        names = {"torch": torch, "nn": nn, "F": F}
        exec(source, names)
        modules[source] = names["Row"]().eval()
    return modules[source]

def value(tensor):
    data = np.array([float(x) for x in tensor["data"]], dtype=np.float64)
    return data.astype(tensor["dtype"]).reshape(tensor["shape"])

def problem(row):
    found = module(row["source"])(*[torch.from_numpy(value(x)) for x in row["inputs"]])["y"].numpy()
    want = value(row["output"])
    if str(found.dtype) != str(want.dtype) or found.shape != want.shape:
        return "%s%s for %s%s" % (found.dtype, list(found.shape), want.dtype, list(want.shape))
    close = 1e-12 if want.dtype == np.float64 else 2e-6
    found, want = found.astype(np.float64), want.astype(np.float64)
    with np.errstate(all="ignore"):
        fits = (found == want) | (np.isnan(found) & np.isnan(want)) | (np.abs(found - want) <= close * (1 + np.abs(want)))
    return None if fits.all() else "%s for %s" % (found[~fits].ravel()[:3], want[~fits].ravel()[:3])

problems = []
for row in json.load(open(sys.argv[1])):
    try:
        said = problem(row)
    except Exception as error:
        said = type(error).__name__ + ": " + str(error).split("\\n")[0]
    problems.append(said)
print(json.dumps(problems))
`;

/** What PyTorch does otherwise, and why that is left so. */
const otherwise: readonly (readonly [op: RegExp, problem: RegExp, types: RegExp, why: string])[] = [
  [/^randomUniform$/, /./, /./, "has PyTorch's own random numbers"],
  [/^sign$/, /^\[0\.\] for \[nan\]$/, /./, "torch.sign of NaN is 0"],
  [/^cast$/, /-2\.147/, /^float/, "what int32 does not hold is left to the processor"],
  [/^(sinh|cosh|pow|hardSwish)$/, /inf/, /./, "torch overflows within a factor of 6 of the largest number"],
  [
    /^(conv|depthwiseConv)/,
    /^RuntimeError: view size/,
    /^float\d\d\[0,/,
    "torch 1.13 has no convolution of no samples with the channels last",
  ],
  [/^(pad|overlapAdd)$/, /^(RuntimeError|IndexError)/, /./, "F.pad cuts before it adds, and makes no axis of no elements"],
  [/^layerNorm$/, /for/, /\[3,1\]|\[10,4\]/, "F.layer_norm loses digits of a single element, and of those whose squares overflow"],
  [/^groupNorm$/, /^ValueError: Expected more than 1 value/, /\[1,4\]/, "F.group_norm refuses groups of one element"],
];

describe.runIf(runsTorch)("an op in PyTorch", () => {
  let rows: readonly Row[] = [];
  let problems: readonly { readonly op: string; readonly problem: string; readonly types: string; readonly source: string }[] = [];
  beforeAll(() => {
    rows = [...fixtureRows(), ...ownRows()];
    const folder = mkdtempSync(join(tmpdir(), "dagrad-torch-"));
    writeFileSync(join(folder, "rows.json"), JSON.stringify(rows));
    const said = runPython(program, [join(folder, "rows.json")]) as (string | null)[];
    rmSync(folder, { recursive: true });
    problems = rows.flatMap(({ op, inputs, source }, i) =>
      said[i] === null
        ? []
        : [{ op, problem: said[i] as string, types: inputs.map(({ dtype, shape }) => `${dtype}[${shape}]`).join(", "), source }],
    );
  }, 60_000);

  it("gives what NumPy gives in each of its rows, within 2e-6 in float32 and 1e-12 in float64, but for what PyTorch does otherwise", () => {
    const others = problems.filter(
      ({ op, problem, types }) => !otherwise.some(([name, says, of]) => name.test(op) && says.test(problem) && of.test(types)),
    );
    expect(others).toEqual([]);
    expect(rows.length).toBeGreaterThan(7000);
  });

  it("does otherwise only where it still does", () => {
    for (const [name, says, of, why] of otherwise) {
      expect(
        problems.some(({ op, problem, types }) => name.test(op) && says.test(problem) && of.test(types)),
        why,
      ).toBe(true);
    }
  });

  it("is every op that dagrad has", () => {
    const seen = new Set(rows.flatMap(({ op, also }) => [op, ...also]));
    expect([...standardOps.keys()].filter((name) => !seen.has(name))).toEqual([]);
  });
});
