import { describe, expect, test } from "vitest";
import { output, refusal, refusals } from "./call.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** What `dagrad print` shows of the book's network as JSON. */
const json = () => output("print network.mjs --json");

describe("a model is", () => {
  test("the default export of a module", async () => {
    expect(await output("print network.mjs")).toMatch(/^output accuracy = argmaxAccuracy1$/m);
  });

  test("the only graph among its exports, even under two names", async () => {
    expect(await output("print neuron.mjs")).toMatch(/^output y = add1$/m);
  });

  test("the graph that --export names", async () => {
    expect(await output("print two-graphs.mjs --export squashed")).toMatch(/= sigmoid\(x\)/);
  });

  test("a .json graph, equal to the module that was printed as JSON", async () => {
    const folder = await temporaryFolder({ "network.json": await json(), "marked.json": `\ufeff${await json()}` });
    expect(await output("print network.json", folder)).toBe(await output("print network.mjs"));
    expect(await output("print marked.json", folder)).toBe(await output("print network.mjs"));
  });

  test("a graph with ops of its own, and a copy of it whose ops the module exports as ops", async () => {
    for (const model of ["custom-op", "copied-op"]) {
      expect(await output(`run ${model}.mjs --input x=[1,2,3]`)).toBe("y: float32[3] =\n[1. 4. 9.]\n");
    }
  });
});

describe("a model that cannot be loaded gets one line", () => {
  test("files that are missing, folders, and other kinds of files", async () => {
    const folder = await temporaryFolder({ "notes.txt": "", Makefile: "", "empty.json": "" });
    expect(
      await refusals(["check nowhere.mjs", "check nowhere.json", "check notes.txt", "check Makefile", "check empty.json"], folder),
    ).toMatchInlineSnapshot(`
      "1 dagrad: nowhere.mjs: must be a file that can be read, got no such file or folder; correct the name
      1 dagrad: nowhere.json: must be a file that can be read, got no such file or folder; correct the name
      1 dagrad: model: a file must end in .ts, .mts, .js, .mjs, .cjs, .json, .safetensors or .onnx, got .txt of "notes.txt"; rename or compile it
      1 dagrad: model: a file must end in .ts, .mts, .js, .mjs, .cjs, .json, .safetensors or .onnx, got a name without ending of "Makefile"; rename or compile it
      1 dagrad: empty.json: parse: text must be JSON, got "Unexpected end of JSON input"; write it with JSON.stringify(graph)
      "
    `);
    expect(await refusal(["check", `${folder}/notes.txt/network.mjs`], folder)).toContain("got no such file or folder; correct the name");
  });

  test("modules without a graph, or with several", async () => {
    expect(
      await refusals([
        "check no-graph.mjs",
        "check two-graphs.mjs",
        "check two-graphs.mjs --export squash",
        "check two-graphs.mjs --export size",
        "check no-graph.mjs --export network",
      ]),
    ).toMatchInlineSnapshot(`
      "1 dagrad: no-graph.mjs: the module must export a graph, got default (a graph of format dagrad/graph/99), network (a function), size (a number); export what graph(…) returns
      1 dagrad: two-graphs.mjs: one graph must be chosen, got 2 (rectified, squashed); add --export rectified
      1 dagrad: two-graphs.mjs: the export "squash" must be a graph, got no export of that name; did you mean squashed?
      1 dagrad: two-graphs.mjs: the export "size" must be a graph, got a number; choose from rectified, squashed
      1 dagrad: no-graph.mjs: the export "network" must be a graph, got a function; export what graph(…) returns
      "
    `);
  });

  test("modules whose graph is wrong, that throw, or whose ops are not given", async () => {
    expect(
      await refusals(["check wrong-shape.mjs", "check throws.mjs", "check unknown-op.mjs", "check wrong-ops.mjs"]),
    ).toMatchInlineSnapshot(`
      "1 dagrad: matmul: last axis of a must equal second-to-last axis of b, got float32[2, 4] and float32[5, 3] (4 against 5) (node "matmul1"); transpose or resize one of them (at wrong-shape.mjs:3:74)
      1 dagrad: throws.mjs: the module must load, got TypeError: Cannot read properties of null (reading 'output') (at throws.mjs:3:37); run again with --debug for the stack
      1 dagrad: unknown-op.mjs: parse: nodes.square1.op must be a known op, got "square"; export const ops = opSet(standardOps, …) beside the graph
      1 dagrad: wrong-ops.mjs: the export "ops" must be an op set, got something else; make it with opSet(standardOps, …), or rename it
      "
    `);
  });

  test("JSON that is corrupt or hostile", async () => {
    const good = await json();
    const folder = await temporaryFolder({
      "cut.json": good.slice(0, 100),
      "list.json": "[]",
      "format.json": good.replace("graph/1", "graph/2"),
      "dangling.json": good.replaceAll('"relu1"\n', '"relu9"\n').replaceAll('"relu1",', '"relu9",'),
      "proto.json": good.replace('"X": {', '"__proto__": {'),
      "op.json": good.replace('"op": "relu"', '"op": "\\u001b[31mrelu"'),
      "bytes.json": Uint8Array.of(0x7b, 0xff, 0xfe),
      "deep.json": "[".repeat(200_000),
    });
    const names = ["list", "format", "dangling", "proto", "op", "bytes"];
    expect(
      await refusals(
        names.map((name) => `check ${name}.json`),
        folder,
      ),
    ).toMatchInlineSnapshot(`
      "1 dagrad: list.json: parse: the graph must be a plain object, got []; correct it
      1 dagrad: format.json: parse: format must be "dagrad/graph/1", got "dagrad/graph/2"; use the version of dagrad that wrote it
      1 dagrad: dangling.json: parse: nodes.dense2.inputs[0] must be an existing node, got "relu9"; add it or name another
      1 dagrad: proto.json: parse: nodes must have names as keys (a letter, then letters, digits, _ and dots), got "__proto__"; rename it
      1 dagrad: op.json: parse: nodes.relu1.op must be a known op, got "\\u001b[31mrelu"; pass { ops: opSet(standardOps, yourOp) }
      1 dagrad: bytes.json: the file must be UTF-8 text, got other bytes; save it as UTF-8
      "
    `);
    // How the engine words what is wrong with JSON is its own.
    for (const name of ["cut", "deep"]) {
      expect(await refusal(`check ${name}.json`, folder)).toMatch(
        new RegExp(`^1 dagrad: ${name}\\.json: parse: text must be JSON, got .+; write it with JSON.stringify\\(graph\\)\\n$`),
      );
    }
    expect(await refusal("check list.json --export network", folder)).toMatchInlineSnapshot(`
      "1 dagrad: list.json: a .json file holds one graph, got --export network; leave it out
      "
    `);
  });
});
