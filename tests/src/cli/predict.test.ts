import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { graph } from "../../../graph/build.ts";
import { f32, i32 } from "../../../graph/input.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { add, cast, concat, dense, dropout, meanSquaredError, reshape, sigmoid, step, sub } from "../../../ops/index.ts";
import { fromNpy } from "../../../src/data/npy.ts";
import { toModel } from "../../../src/model/to-model.ts";
import { compile } from "../../../src/run/compile.ts";
import { fromCsv } from "../../../src/table/from-csv.ts";
import { toCheckpoint } from "../../../src/train/checkpoint.ts";
import { fit } from "../../../src/train/fit.ts";
import { sgd } from "../../../src/train/sgd.ts";
import { call, models, output, refusals } from "./call.ts";
import { expected, module, penguins, table } from "./penguins.ts";
import { temporaryFolder } from "./temporary-folder.ts";

interface Json {
  readonly output: string;
  readonly rows: number;
  readonly classes: string[];
  readonly predictions: { readonly class: string; readonly probability: number; readonly values: number[] }[];
}

/** As NumPy says it, within the last digits of a float32: exp differs in them from one library to another. */
function check({ predictions, ...rest }: Json): void {
  expect(rest).toEqual({ output: "probabilities", rows: 6, classes: expected.species });
  expect(predictions.map((one) => one.class)).toEqual(expected.classes);
  for (const [row, { values, probability }] of predictions.entries()) {
    expect(probability).toBe(Math.max(...values));
    for (const [i, value] of values.entries()) expect(Math.abs(value - (expected.probabilities[row]?.[i] as number))).toBeLessThan(1e-6);
  }
}

const json = async (line: string | readonly string[], folder: string): Promise<Json> => JSON.parse(await output(line, folder));

describe("dagrad predict", () => {
  test.each(["rows.csv", "unlabelled.csv", "rows.npz", "X.npy", "rows.json", "inputs.json", "--input X=X.npy"])(
    "gives the probabilities and classes that NumPy computes, from %s",
    async (data) => {
      check(await json(`predict model.safetensors ${data} --json`, await penguins()));
    },
  );

  test("takes JSON in place of a file, a record and nested lists, and one row by columns or without the axis of rows", async () => {
    const folder = await penguins();
    const [bill, mass, island] = expected.rows[0] as [number, number, string];
    const first = (await json("predict model.safetensors rows.csv --json", folder)).predictions.slice(0, 1);
    for (const words of [
      [JSON.stringify({ island, bill, mass })],
      [JSON.stringify([{ island, bill, mass, other: 'a,"b"' }])],
      [JSON.stringify([[bill, mass, 0, 1]])],
      [JSON.stringify([bill, mass, 0, 1])],
      ["-i", `bill=${bill}`, "-i", `island=${island}`, "--input", `mass=${mass}`],
      ["-i", `X=[${bill},${mass},0,1]`],
    ]) {
      expect((await json(["predict", "model.safetensors", ...words, "--json"], folder)).predictions, words.join(" ")).toEqual(first);
    }
  });

  test("prints a table of the classes and their probabilities, of the first rows where there are many", async () => {
    const folder = await penguins({ "many.csv": [table[0], ...Array.from({ length: 21 }, () => table[1])].join("\n") });
    expect(await output("predict model.safetensors rows.csv", folder)).toMatchInlineSnapshot(`
      "Row  Class      Probability
      ───────────────────────────
        1  Chinstrap       0.5796
        2  Gentoo          0.8122
        3  Adelie          0.9013
        4  Gentoo          0.4474
        5  Chinstrap       0.8835
        6  Adelie          0.8931
      "
    `);
    expect(await output("predict model.safetensors rows.csv --rows 1", folder)).toMatchInlineSnapshot(`
      "Row  Class      Probability
      ───────────────────────────
        1  Chinstrap       0.5796
      … 5 more rows; --rows 6 shows all, -o predictions.csv writes them
      "
    `);
    expect((await output("predict model.safetensors many.csv", folder)).split("\n").slice(-3)).toMatchInlineSnapshot(`
      [
        " 20  Chinstrap       0.5796",
        "… 1 more row; --rows 21 shows all, -o predictions.csv writes them",
        "",
      ]
    `);
    expect((await output("predict model.safetensors many.csv --rows 30", folder)).split("\n")).toHaveLength(24);
    expect((await json("predict model.safetensors many.csv --json", folder)).predictions).toHaveLength(21);
  });

  test("writes CSV that reads back, JSON and .npy to a file", async () => {
    const folder = await penguins();
    const csv = await output("predict model.safetensors rows.csv --csv", folder);
    const back = fromCsv(csv).select({ class: "class", p: expected.species.map((name) => `probabilities[${name}]`) });
    expect([...back.data.class.data].map((code) => back.names.categories?.class?.[code as number])).toEqual(expected.classes);
    const { code, stdout, stderr } = await call("predict model.safetensors rows.csv -o p.csv", folder);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "wrote p.csv\n" });
    expect(await readFile(join(folder, "p.csv"), "utf8")).toBe(csv);
    await output("predict model.safetensors rows.csv -o p.npy", folder);
    const { data, dtype, shape } = fromNpy(await readFile(join(folder, "p.npy")));
    expect({ dtype, shape }).toEqual({ dtype: "float32", shape: [6, 3] });
    // Float32 comes back to the bit from its shortest digits.
    expect([...data]).toEqual([...back.data.p.data]);
    await output("predict model.safetensors rows.csv -o p.json", folder);
    check(JSON.parse(await readFile(join(folder, "p.json"), "utf8")));
  });

  test("takes a module with weights of any kind, and its names", async () => {
    const folder = await penguins();
    for (const weights of ["weights.npz", "model.safetensors"])
      check(await json(["predict", module, "rows.csv", "-p", weights, "--json"], folder));
  });

  test("takes the columns from --columns where the model has no names; classes are numbers then", async () => {
    const folder = await penguins({ "numbers.csv": "a,b,c,d\n1,0.5,0,1\n-0.5,1.5,1,0\n" });
    const { predictions } = await json(["predict", "nameless.safetensors", "numbers.csv", "--columns", "X=a,b,c,d", "--json"], folder);
    expect(predictions.map((one) => one.class)).toEqual([1, 2]);
    const german = await penguins({ "german.csv": "bill;mass;island\n1,0;0,5;Dream\n" });
    const [first] = (await json("predict model.safetensors german.csv --decimal , --json", german)).predictions;
    expect(first?.class).toBe("Chinstrap");
  });

  test("takes a category for an input that is called as its column, and an array of numbers for it", async () => {
    const network = graph({ island: i32("batch"), mass: f32("batch") }, ({ island, mass }) => ({
      sum: add(cast(island, { dtype: "float32" }), mass),
    }));
    const names = { columns: { island: ["island"], mass: ["mass"] }, categories: { island: ["Biscoe", "Dream"] } };
    const folder = await temporaryFolder({
      "sum.safetensors": toModel(compile(network), { names }),
      "rows.csv": "mass,island\n0.5,Dream\n",
    });
    for (const data of ["rows.csv", "-i island=Dream -i mass=0.5", "-i island=[1] -i mass=[0.5]", '{"mass":0.5,"island":"Dream"}']) {
      expect(await output(`predict sum.safetensors ${data} --csv`, folder), data).toBe("sum\n1.5\n");
    }
  });

  test("reads categories among which are numbers, and values for missing cells, as the model was trained", async () => {
    const network = graph({ x: f32("batch", 4) }, ({ x }) => ({ same: concat([x, x], { axis: 1 }) }));
    const names = { columns: { x: ["zip", "age"] }, categories: { zip: ["12", "12a", "7"] }, missing: { age: 30 } };
    const folder = await temporaryFolder({
      "same.safetensors": toModel(compile(network), { names }),
      "rows.csv": "zip,age\n12,1.5\n12a,NA\n7,\n",
    });
    const expected = [
      [1, 0, 0, 1.5],
      [0, 1, 0, 30],
      [0, 0, 1, 30],
    ].map((row) => `${[...row, ...row].join(",")}\n`);
    const records = JSON.stringify([
      { zip: 12, age: 1.5 },
      { age: null, zip: "12a" },
      { zip: "7", age: "" },
    ]);
    for (const data of ["rows.csv", records]) {
      const [, ...lines] = (await output(["predict", "same.safetensors", data, "--csv"], folder)).split(/(?<=\n)/);
      expect(lines, data).toEqual(expected);
    }
  });

  test("says in one line what data or model lack", async () => {
    const folder = await penguins({
      "renamed.csv": "Bill,masses,island\n1,2,Dream\n",
      "unknown.csv": "bill,mass,island\n1,2,Anvers\n",
      "missing.csv": "bill,mass,island\n1,,Dream\n",
      "text.csv": "bill,mass,island\n1,heavy,Dream\n2,1,Dream\n",
      "comma.csv": "bill;mass;island\n1;2,5;Dream\n",
      "headless.csv": "1,2,3\n4,5,6\n",
      "short.csv": "bill,mass,island\n1,2\n",
      "empty.csv": "",
      "headed.csv": "bill,mass,island\n",
      "notes.pdf": "",
    });
    expect(
      (
        await refusals(
          [
            ...["nowhere", "renamed", "unknown", "missing", "text", "comma", "headless", "short", "empty", "headed"].map(
              (name) => `predict model.safetensors ${name}.csv`,
            ),
            "predict model.safetensors",
            "predict",
            "predict model.safetensors rows.csv more.csv",
            "predict model.safetensors notes.pdf",
            "predict model.safetensors bill=1",
            "predict model.safetensors {bill",
            "predict model.safetensors weights.npz",
            "predict model.safetensors [[1,2],[3]]",
            "predict model.safetensors [[1,2,3],[3,4,5]]",
            'predict model.safetensors [{"bill":1},{"mass":2}]',
            "predict model.safetensors -i bil=1",
            "predict model.safetensors -i bill=1 -i mass=2",
            "predict model.safetensors -i bill=1 -i mass=2 -i bill=3",
            "predict model.safetensors rows.csv --columns X=a,b,c,d --columns X=bill,mass,island",
            "predict model.safetensors rows.csv -i X=X.npy",
            "predict model.safetensors rows.csv --columns Z=bill",
            "predict model.safetensors rows.csv --columns bill",
            "predict model.safetensors rows.csv --output probabilites",
            "predict model.safetensors rows.csv --output loss",
            "predict model.safetensors rows.csv --rows 0",
            "predict model.safetensors rows.csv --row 3",
            "predict model.safetensors rows.csv --json --csv",
            "predict model.safetensors rows.csv -o p.txt",
            "predict nameless.safetensors rows.csv",
            "predict nameless.safetensors rows.csv --columns X=bill,mass",
            ["predict", module, "rows.csv"],
            "predict weights.npz rows.csv",
            "pred model.safetensors rows.csv",
          ],
          folder,
        )
      ).replaceAll(models, "…"),
    ).toMatchInlineSnapshot(`
      "1 dagrad: nowhere.csv: must be a file that can be read, got no such file or folder; correct the name
      1 dagrad: renamed.csv: columns must have "bill", "mass", got Bill, masses, island; did you mean Bill, masses?
      1 dagrad: csv: unknown.csv, line 2, column "island": a category must be one of Biscoe, Dream, got "Anvers"; correct the cell, or train with such rows
      1 dagrad: csv: missing.csv, column "mass": no cell may be missing, got 1 of 1 (line 2); complete it: the model knows no value for it
      1 dagrad: csv: text.csv, column "mass": cells must all be numbers, got "heavy" in line 2; correct the cell
      1 dagrad: csv: comma.csv, column "mass": cells must all be numbers, got "2,5" in line 2; add --decimal "," or take out the signs between thousands
      1 dagrad: csv: headless.csv: the first row must name the columns, got 1, 2, 3; add a row of names
      1 dagrad: csv: short.csv, line 2: a row must have 3 cells as the header has, got 2; complete it
      1 dagrad: csv: empty.csv: a table must have a row of names, got no rows; name a file that has some
      1 dagrad: predict: data must have at least one row, got none; feed some
      1 dagrad: data: input "X" float32[batch, 4] must be given, got nothing; name a data file, or add --input X=<value>
      1 dagrad: predict: <model> must be given, got nothing; type: dagrad predict <model> [data]
      1 dagrad: predict: takes 2 operands, got another, "more.csv"; options start with --, see dagrad predict --help
      1 dagrad: data: a file must end in .csv, .tsv, .txt, .npz, .safetensors, .npy, .idx, .gz, .json, got "notes.pdf"; rename or convert it
      1 dagrad: data: a file must end in .csv, .tsv, .txt, .npz, .safetensors, .npy, .idx, .gz, .json, got "bill=1"; write --input 'bill=1'
      1 dagrad: data: must be a file or JSON such as [[1, 2]], got "{bill"; correct it
      1 dagrad: weights.npz: arrays must have "X", got dense1.weights, dense1.biases; add or rename them
      1 dagrad: data: "X": ragged list at [1]: expected a list of 2, got a list of 1; every list of one level needs the same length
      1 dagrad: data: input "X" must be float32[batch, 4], got float32[2, 3]; give each row as many numbers
      1 dagrad: data: records must have the same columns, got "bill" in only one of record 1 and 2; complete them
      1 dagrad: --input: must name a column or an input, got "bil"; did you mean bill?
      1 dagrad: --input: columns must have "island", got bill, mass; add or rename them
      1 dagrad: --input: a column is given once, got "bill" twice; leave one out
      1 dagrad: --columns: an input has one list of columns, got "X" twice; leave one out
      1 dagrad: data: inputs are fed once, got --input for all of them and "rows.csv"; leave one out
      1 dagrad: --columns: names.columns must be those of inputs (X, y), got "Z"; correct the name
      1 dagrad: --columns: must be input=a,b, got "bill"; write e.g. --columns X=length,width
      1 dagrad: --output: must name an output, got "probabilites"; did you mean probabilities?
      1 dagrad: --output: must be an output with a row for each row of data, got loss float32[]; evaluate gives scalars
      1 dagrad: --rows: must be a whole number of at least 1, got "0"; correct it
      1 dagrad: predict: takes no option --row; did you mean --rows?
      1 dagrad: predict: one form at a time, got --json and --csv; leave one out
      1 dagrad: predict: -o must end in .csv, .json, .npy, got "p.txt"; rename it, or add --csv
      1 dagrad: data: the model must say which columns are "X" float32[batch, 4], got no names; add --columns X=<a,b>, or export names beside the graph and train again
      1 dagrad: --columns: the columns of "X" must fill 4 places, got 2 of bill, mass; name each of them
      1 dagrad: …/penguins.mjs: weights must be given, got none; name a model file that dagrad train wrote, or add -p <file>
      1 dagrad: weights.npz: a model must have a graph, got weights alone; name the module or the graph, and give them with -p weights.npz
      1 dagrad: the command must be draw, explore, play, formula, check, run, train, predict, evaluate, import, export, print or diff, got "pred"; did you mean predict?
      "
    `);
  });

  test("names two classes by the probability of the second, numbers of classes, and gives other outputs as numbers", async () => {
    const network = graph({ x: f32("batch", 2), y: i32("batch") }, ({ x, y }) => {
      const p = sigmoid(dense(x, { units: 1 }));
      return { p, above: reshape(cast(step(sub(p, 0.5)), { dtype: "int32" }), { shape: ["batch"] }), wide: concat([x, x], { axis: 1 }), y };
    });
    const program = compile(network, { parameters: { "dense1.weights": [[1], [2]], "dense1.biases": [0] } });
    const names = { columns: { x: ["a", "b"], y: ["survived"] }, categories: { survived: ["no", "yes"] } };
    const folder = await temporaryFolder({ "two.safetensors": toModel(program, { names }), "rows.csv": "b,a\n1,-1\n-0.5,0.25\n" });
    // 1 / (1 + exp(−1)) = 0.73106 and 1 / (1 + exp(0.75)) = 0.32082, so 0.67918 for the first class.
    expect(await output("predict two.safetensors rows.csv --output p", folder)).toMatchInlineSnapshot(`
      "Row  Class  Probability
      ───────────────────────
        1  yes         0.7311
        2  no          0.6792
      "
    `);
    expect(await output("predict two.safetensors rows.csv --output above", folder)).toMatchInlineSnapshot(`
      "Row  Class
      ──────────
        1  yes
        2  no
      "
    `);
    expect(await output("predict two.safetensors rows.csv --output wide", folder)).toMatchInlineSnapshot(`
      "Row  wide[0]  wide[1]  wide[2]  wide[3]
      ───────────────────────────────────────
        1       -1        1       -1        1
        2     0.25     -0.5     0.25     -0.5
      "
    `);
    expect(await output("predict two.safetensors rows.csv --output wide --csv", folder)).toBe(
      "wide[0],wide[1],wide[2],wide[3]\n-1,1,-1,1\n0.25,-0.5,0.25,-0.5\n",
    );
  });

  test("takes a checkpoint without changing anything, unless its training step draws random numbers", async () => {
    const column = f32("batch", 1);
    const settings = {
      minimize: "loss" as const,
      optimizer: sgd({ learningRate: 0.1 }),
      data: { x: [[0], [1], [2]], y: [[1], [3], [5]] },
      epochs: 3,
    };
    const plain = fit(
      graph({ x: column, y: column }, ({ x, y }) => lineOf(dense(x, { units: 1 }), y)),
      settings,
    );
    const noisy = fit(
      graph({ x: column, y: column }, ({ x, y }) => lineOf(dense(dropout(x, { rate: 0.5 }), { units: 1 }), y)),
      settings,
    );
    await plain;
    await noisy;
    const folder = await temporaryFolder({
      "plain.safetensors": toCheckpoint(plain.checkpoint()),
      "noisy.safetensors": toCheckpoint(noisy.checkpoint()),
      "trained.safetensors": toModel(noisy.network),
    });
    const rows = [[0], [1.5], [2]];
    const { line } = plain.network.run({ x: rows }, ["line"]);
    const words = ["predict", "plain.safetensors", JSON.stringify(rows), "--csv"];
    const text = `line[0]\n${(line.tolist() as number[][]).map(([one]) => `${printed(one as number)}\n`).join("")}`;
    expect(await output(words, folder)).toBe(text);
    expect(await output(words, folder)).toBe(text);
    expect(await refusals(["predict noisy.safetensors [[1]]"], folder)).toMatchInlineSnapshot(`
      "1 dagrad: noisy.safetensors: a network must predict without random numbers, got a training step that draws some (node "dropout1.randomUniform1"); name the module or its model file, with -p noisy.safetensors
      "
    `);
    expect(await output("predict trained.safetensors -p noisy.safetensors [[1]]", folder)).toBe(
      await output("predict trained.safetensors [[1]]", folder),
    );
  });
});

const lineOf = <X extends Tensor, Y extends Tensor>(line: X, y: Y) => ({ line, loss: meanSquaredError(line as never, y as never) });

/** The shortest decimal that is the same float32, by trying. */
const printed = (value: number): string =>
  String([1, 2, 3, 4, 5, 6, 7, 8, 9].map((digits) => Number(value.toPrecision(digits))).find((short) => Math.fround(short) === value));
