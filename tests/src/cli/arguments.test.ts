import { describe, expect, test } from "vitest";
import { call, output, refusals } from "./call.ts";

describe("a command line that is wrong gets one line and exit code 1", () => {
  test("unknown commands and misplaced options", async () => {
    expect(
      await refusals(["chekc network.mjs", "shapes network.mjs", "--fetch", "help nothing", "Check network.mjs"]),
    ).toMatchInlineSnapshot(`
      "1 dagrad: the command must be draw, explore, play, formula, check, run, train, predict, evaluate, import, export, print or diff, got "chekc"; did you mean check?
      1 dagrad: the command must be draw, explore, play, formula, check, run, train, predict, evaluate, import, export, print or diff, got "shapes"; see dagrad --help
      1 dagrad: options stand behind a command, got --fetch; see dagrad --help
      1 dagrad: the command must be draw, explore, play, formula, check, run, train, predict, evaluate, import, export, print or diff, got "nothing"; see dagrad --help
      1 dagrad: the command must be draw, explore, play, formula, check, run, train, predict, evaluate, import, export, print or diff, got "Check"; did you mean check?
      "
    `);
  });

  test("operands missing or too many", async () => {
    expect(await refusals(["check", "check network.mjs neuron.mjs", "run -- network.mjs --seed"])).toMatchInlineSnapshot(`
      "1 dagrad: check: <model> must be given, got nothing; type: dagrad check <model>
      1 dagrad: check: takes one operand, got another, "neuron.mjs"; options start with --, see dagrad check --help
      1 dagrad: run: takes one operand, got another, "--seed"; options start with --, see dagrad run --help
      "
    `);
  });

  test("options that are unknown, of a wrong value, or without one", async () => {
    expect(
      await refusals([
        "check network.mjs --bnd batch=3",
        "check network.mjs --verbose",
        "check network.mjs -x",
        "check network.mjs --all=yes",
        "check network.mjs --bind",
        "check network.mjs --bind --all",
        "formula network.mjs --form latex",
        "formula network.mjs --form nestd",
        "run network.mjs --seed -1",
        "run network.mjs --seed 1.5",
        "run network.mjs --seed 4294967296",
        "run network.mjs --backend webgpu",
      ]),
    ).toMatchInlineSnapshot(`
      "1 dagrad: check: takes no option --bnd; did you mean --bind?
      1 dagrad: check: takes no option --verbose; see dagrad check --help
      1 dagrad: check: takes no option -x; see dagrad check --help
      1 dagrad: check: --all takes no value, got "yes"; leave it out
      1 dagrad: check: --bind needs a value, got nothing; write --bind <dim=size>
      1 dagrad: check: --bind needs a value, got --all; write --bind <dim=size>
      1 dagrad: formula: --form must be compact | steps | nested | text | numpy | statements, got "latex"; choose one
      1 dagrad: formula: --form must be compact | steps | nested | text | numpy | statements, got "nestd"; did you mean nested?
      1 dagrad: --seed: must be a whole number 0 … 4294967295, got "-1"; correct it
      1 dagrad: --seed: must be a whole number 0 … 4294967295, got "1.5"; correct it
      1 dagrad: --seed: must be a whole number 0 … 4294967295, got "4294967296"; correct it
      1 dagrad: run: --backend must be auto | reference | wasm, got "webgpu"; choose one
      "
    `);
  });

  test("no command shows the help on stderr", async () => {
    const { code, stdout, stderr } = await call("");
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: "", stderr: await output("--help") });
  });

  test("diff fails with exit code 2, since 1 says that graphs differ", async () => {
    expect(
      await refusals(["diff network.mjs", "diff network.mjs nowhere.json", "diff network.mjs neuron.mjs --quiet"]),
    ).toMatchInlineSnapshot(`
      "2 dagrad: diff: <after> must be given, got nothing; type: dagrad diff <before> <after>
      2 dagrad: nowhere.json: must be a file that can be read, got no such file or folder; correct the name
      2 dagrad: diff: takes no option --quiet; see dagrad diff --help
      "
    `);
  });

  test("--debug shows the stack of an error, before and behind the command", async () => {
    for (const line of ["--debug check nowhere.mjs", "check nowhere.mjs --debug"]) {
      const { code, stderr } = await call(line);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^dagrad: nowhere\.mjs: must be a file .+\nCliError: .+\n {4}at /);
      expect(stderr).toMatch(/\ncaused by: Error: ENOENT/);
    }
  });
});

describe("help", () => {
  test("dagrad --help, -h and help list the commands", async () => {
    const help = await output("--help");
    expect(await output("-h")).toBe(help);
    expect(await output("help")).toBe(help);
    expect(help).toMatchInlineSnapshot(`
      "dagrad: neural networks as graphs that you can read, draw, run, differentiate and train.

      Usage: dagrad <command> <model> [options]

      Commands:
        draw <model>             draw a graph as SVG, DOT or PNG
        explore <model>          look at a graph in the browser: picture, formula, code, values and
                                 gradients, linked
        play [model]             watch a network learn in the browser, and change it while it does
        formula <model>          write the formula of an output as LaTeX, as text or as Python with NumPy
        check <model>            verify a graph and print the table of its nodes, shapes, parameters and
                                 bytes
        run <model>              run a graph on given inputs and print its outputs as NumPy prints them
        train <model>            train a network as its module says, and write a model, a checkpoint and a
                                 report
        predict <model> [data]   predict with a trained model, row by row of a table or of arrays
        evaluate <model> [data]  measure a trained model on labelled data: loss, metrics, and how well
                                 classes are found
        import <file>            read an .onnx file and write it as a model file, with its weights
        export <model>           write a model for other engines and libraries: ONNX, PyTorch, NumPy,
                                 safetensors or .npz
        print <model>            print a graph as text, as JSON, or as the memory plan of its run
        diff <before> <after>    show what differs between two graphs

      Options:
        -h, --help  show this help; after a command, the help of that command
        --version   show the version
        --debug     show the stack of an error, and warnings of Node

      <model> is a module (.ts, .mts, .js, .mjs, .cjs) that exports a graph, a model file such as dagrad
      train or saveModel writes, a checkpoint, an .onnx file, or a .json graph such as dagrad print --json
      writes. Of a module, the default export is taken, else the only graph among its exports. A module
      that exports a copy of a graph (JSON) with ops of its own exports these as \`ops\`: opSet(standardOps,
      myOp).

      Examples:
        a table of the nodes of a network, its parameters and their bytes
          dagrad check network.ts

        a picture of it
          dagrad draw network.ts -o network.svg
      "
    `);
  });

  for (const name of ["draw", "formula", "check", "run", "print", "diff"]) {
    test(`dagrad ${name} --help, anywhere on the line, has usage, options and two examples or more`, async () => {
      const help = await output(`${name} --help`);
      expect(await output(`${name} a b c --nonsense -h`)).toBe(help);
      expect(await output(`help ${name}`)).toBe(help);
      expect(help).toMatchSnapshot();
      expect(help.split(/^Examples:$/m)[1]?.match(new RegExp(`^ {4}dagrad ${name} `, "gm"))?.length).toBeGreaterThanOrEqual(2);
      expect(help.split("\n").filter((line) => line.length > 100)).toEqual([]);
    });
  }

  test("--version is the version of the package", async () => {
    expect(await output("--version")).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
