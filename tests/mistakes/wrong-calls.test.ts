import * as core from "dagrad";
import * as explorer from "dagrad/explorer";
import * as files from "dagrad/files";
import * as onnx from "dagrad/onnx";
import * as engines from "dagrad/onnxruntime";
import * as render from "dagrad/render";
import * as torch from "dagrad/torch";
import { matchers } from "dagrad/vitest";
import { expect, test } from "vitest";
import * as ops from "../../ops/index.ts";
import { filesIn, readText } from "../repository/pages.ts";
import { withoutRows, wrongCalls } from "./wrong-calls.ts";

const { adam, argmaxAccuracy, compile, crossentropy, dense, f32, graph, isDagradError, relu, softmax, u8 } = core;

const network = graph({ x: f32("batch", 2), y: u8("batch") }, ({ x, y }) => {
  const p = softmax(dense(relu(dense(x, { units: 4 })), { units: 3 }));
  return { p, loss: crossentropy(p, y), accuracy: argmaxAccuracy(p, y) };
});
const scope = {
  ...core,
  ...explorer,
  ...files,
  ...onnx,
  ...torch,
  ...render,
  ...engines,
  matchers,
  /** What dagrad sees of a module of ONNX Runtime. */
  ort: { InferenceSession: { create: () => {} }, Tensor: class {}, env: {} },
  network,
  program: compile(network),
  promise: Promise.resolve(network),
  data: { x: [[1, 2]], y: [0] },
  training: { minimize: "loss", optimizer: adam(), data: { x: [[1, 2]], y: [0] } },
};

/** What a call of the table throws, or rejects with. */
async function failureOf(call: string): Promise<unknown> {
  try {
    // Text, since a call that is compiled beside its types is not the user's.
    await new Function(...Object.keys(scope), `return ${call};`)(...Object.values(scope));
    return undefined;
  } catch (error) {
    return error;
  }
}

const rows = Object.entries(wrongCalls).flatMap(([name, calls]) => calls.map((call) => [name, call] as const));

test.each(rows)("%s: %s is an error of dagrad that names the function", async (name, call) => {
  const error = await failureOf(call);
  expect(isDagradError(error) ? "an error of dagrad" : String(error)).toBe("an error of dagrad");
  expect((error as Error).message).toMatch(new RegExp(`^${name}: `));
});

test("the texts of all errors", async () => {
  const texts: string[] = [];
  for (const [name, calls] of Object.entries(wrongCalls)) {
    texts.push(`# ${name}`, "");
    for (const call of calls) {
      const { name: kind, code, message } = (await failureOf(call)) as Error & { readonly code: string };
      texts.push(call, `    ${kind} ${code}`, `    ${message}`, "");
    }
  }
  await expect(texts.join("\n")).toMatchFileSnapshot("wrong-calls.txt");
});

test("every exported function that is no op has a row, or a reason", () => {
  const exported = Object.entries({ ...core, ...explorer, ...files, ...onnx, ...torch, ...render, ...engines, ...matchers }).flatMap(
    ([name, value]) => (typeof value === "function" && !(name in ops) ? [name] : []),
  );
  expect(exported.filter((name) => !(name in wrongCalls) && !(name in withoutRows))).toEqual([]);
  expect(Object.keys(withoutRows).filter((name) => name in wrongCalls || !exported.includes(name))).toEqual([]);
});

test("every option of an interface of options is among those that its module knows", () => {
  // Those of `prepare` are what a backend is given.
  const exported = ["", "explorer/", "files/", "onnx/", "render/", "torch/", "engines/onnxruntime/", "vitest/"].flatMap(
    (entry) => readText(`src/${entry}index.ts`).match(/\b(?!Prepare)\w+Options\b/g) ?? [],
  );
  const unknown = filesIn("src", ".ts").flatMap((file) => {
    const text = readText(file);
    const declared = [...text.matchAll(/export interface (\w*Options)\b[^{]*\{(.*?)\n\}/gs)] as unknown as [string, string, string][];
    const names = declared
      .filter(([, name]) => exported.includes(name))
      .flatMap(([, , body]) => [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name as string));
    return names.filter((name) => !new RegExp(`"${name}[ "]`).test(text)).map((name) => `${file}: ${name}`);
  });
  // Those of fit, of its batches and of its stopping are checked together, those of a table by their rules, those of a split by trainTestSplit;
  // two interfaces have the name of an exported one.
  const elsewhere =
    /^src\/(?:train\/(?:fit-options|batch-plan|early-stopping)|data\/split-rows|table\/csv-options|cli\/train\/run-training|backends\/wasm\/memory)\.ts: /;
  expect(unknown.filter((one) => !elsewhere.test(one))).toEqual([]);
});
