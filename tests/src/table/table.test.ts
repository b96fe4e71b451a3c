import {
  columnsFor,
  compile,
  crossentropy,
  dense,
  f32,
  f64,
  fit,
  fromCsv,
  fromModel,
  type Graph,
  graph,
  i32,
  sgd,
  softmax,
  standardize,
  standardScaling,
  toModel,
  u8,
} from "dagrad";
import { describe, expect, test } from "vitest";
import { thrown } from "../../graph/thrown.ts";

const text = `bill,mass,island,sex,wild,species
39.1,3750,Torgersen,male,true,Adelie
39.5,,Torgersen,NA,true,Adelie
46.5,3500,Dream,female,false,Chinstrap
50,5700,Biscoe,male,true,Gentoo
47.3,5300,Biscoe,?,false,Gentoo
`;
const table = fromCsv(text, { name: "penguins.csv" });

describe("table.select", () => {
  test("puts numbers, truths and one-hot categories side by side, and gives labels as numbers with their names", () => {
    const { data, names, rows } = table.select({ X: ["bill", "island", "wild"], y: "species" });
    expect(data.X.dtype).toBe("float32");
    expect(data.X.tolist()).toEqual(
      [
        [39.1, 0, 0, 1, 1],
        [39.5, 0, 0, 1, 1],
        [46.5, 0, 1, 0, 0],
        [50, 1, 0, 0, 1],
        [47.3, 1, 0, 0, 0],
      ].map((row) => row.map(Math.fround)),
    );
    expect([data.y.dtype, data.y.tolist()]).toEqual(["int32", [0, 0, 1, 2, 2]]);
    expect(names).toEqual({
      columns: { X: ["bill", "island", "wild"], y: ["species"] },
      categories: { island: ["Biscoe", "Dream", "Torgersen"], wild: ["false", "true"], species: ["Adelie", "Chinstrap", "Gentoo"] },
    });
    expect([...rows]).toEqual([0, 1, 2, 3, 4]);
  });

  test("names its data for the compiler as the inputs that were given", () => {
    const { data } = table.select({ X: ["bill"], y: "species" });
    // @ts-expect-error There is no z.
    expect(data.z).toBeUndefined();
  });

  test("gives a column alone as [rows]: whole numbers as int32, others as float32, truths as 0 and 1", () => {
    const { data } = table.select({ island: "island", bill: "bill", wild: "wild", mass: "mass" }, { missing: { mass: 0 } });
    const types = Object.fromEntries(Object.entries(data).map(([name, { dtype, shape }]) => [name, `${dtype}[${shape}]`]));
    expect(types).toEqual({ island: "int32[5]", bill: "float32[5]", wild: "int32[5]", mass: "int32[5]" });
    expect(data.wild.tolist()).toEqual([1, 1, 0, 1, 0]);
  });

  test("leaves rows with missing cells out, or puts the mean, a number or a category there, which the names keep", () => {
    const dropped = table.select({ X: ["mass"], y: "sex" }, { missing: "drop" });
    expect(dropped.data.X.tolist()).toEqual([[3750], [3500], [5700]]);
    expect(dropped.data.y.tolist()).toEqual([1, 0, 1]);
    expect([...dropped.rows]).toEqual([0, 2, 3]);
    expect(dropped.names.missing).toBeUndefined();
    const filled = table.select({ X: ["mass"], y: "sex" }, { missing: { mass: "mean", sex: "female" } });
    // (3750 + 3500 + 5700 + 5300) ÷ 4
    expect(filled.data.X.tolist()).toEqual([[3750], [4562.5], [3500], [5700], [5300]]);
    expect(filled.data.y.tolist()).toEqual([1, 0, 0, 1, 0]);
    expect(filled.names.missing).toEqual({ mass: 4562.5, sex: "female" });
  });

  test("refuses what it cannot take, with file, column, lines and what to do", () => {
    const mixed = fromCsv("price,size,id,far,gone\n1,a,A1,1e39,\n2,3,7,2,\n5,4,8,3,\n", { name: "mixed.csv" });
    const european = fromCsv('a,b\n"1,5","1,234.5"\n"2,5",2\n', { name: "european.csv" });
    const wrong: readonly (() => unknown)[] = [
      () => table.select({ X: ["bil", "mass"] }),
      () => table.select(["bill"] as never),
      () => table.select("bill" as never),
      () => table.select({ X: 3 } as never),
      () => table.select({ X: [] }),
      () => table.select({ X: ["bill", "mass"] }),
      () => table.select({ X: ["bill"], y: "sex" }),
      () => table.select({ y: "sex" }, { missing: "mean" }),
      () => table.select({ y: "sex" }, { missing: { sex: "Male" } }),
      () => table.select({ X: ["mass"] }, { missing: { mass: "average" } }),
      () => table.select({ X: ["mass"] }, { mising: "drop" } as never),
      () => mixed.select({ X: ["size"] }),
      () => mixed.select({ X: ["far"] }),
      () => mixed.select({ X: ["gone"] }),
      () => european.select({ X: ["a"] }),
      () => european.select({ X: ["b"] }),
    ];
    expect(wrong.map((one) => thrown(one)).join("\n")).toMatchInlineSnapshot(`
      "OpError unknown-column
      select: a column must be one of penguins.csv, got "bil"; did you mean bill?
      OpError bad-selection
      select: inputs must have a column or a list of columns each, got ["bill"]; write { X: ["a", "b"], y: "c" }
      OpError bad-selection
      select: inputs must have a column or a list of columns each, got "bill"; write { X: ["a", "b"], y: "c" }
      OpError bad-selection
      select: inputs must have a column or a list of columns each, got 3 for "X"; write { X: ["a", "b"], y: "c" }
      OpError bad-selection
      select: inputs must have a column or a list of columns each, got [] for "X"; write { X: ["a", "b"], y: "c" }
      FormatError missing-cells
      csv: penguins.csv, column "mass": no cell may be missing, got 1 of 5 (line 3); { missing: "drop" } leaves such rows out, { missing: { … } } gives a value
      FormatError missing-cells
      csv: penguins.csv, column "sex": no cell may be missing, got 2 of 5 (lines 3, 6); { missing: "drop" } leaves such rows out, { missing: { … } } gives a value
      OpError bad-missing
      select: missing of "sex" must be one of female, male, or "drop", got "mean"; correct it
      OpError bad-missing
      select: missing of "sex" must be one of female, male, or "drop", got "Male"; correct it
      OpError bad-missing
      select: missing of "mass" must be a number, "mean" or "drop", got "average"; correct it
      OpError bad-option
      select: options must be some of { missing }, got "mising"; did you mean missing?
      FormatError mixed-column
      csv: mixed.csv, column "size": cells must all be numbers, got "a" in line 2; correct the cell, or read it with { categories: ["size"] }
      FormatError bad-number
      csv: mixed.csv, line 2, column "far": a number must be in the range of float32, got 1e+39; correct the cell, or scale the column
      FormatError missing-cells
      csv: mixed.csv, column "gone": a column must have known cells, got none; leave it out
      FormatError mixed-column
      csv: european.csv, column "a": cells must all be numbers, got "1,5" in line 2; read it with { decimal: "," }, or take out the signs between thousands
      FormatError mixed-column
      csv: european.csv, column "b": cells must all be numbers, got "1,234.5" in line 2; correct the cell, or read it with { categories: ["b"] }"
    `);
  });
});

describe("columnsFor", () => {
  const { data, names } = table.select({ X: ["mass", "island"], y: "species" }, { missing: { mass: "mean" } });
  const network: Graph<any, any> = graph({ X: f32("batch", 4), y: i32("batch") }, ({ X, y }) => {
    const probabilities = softmax(dense(standardize(X, standardScaling(data.X)), { units: 3 }));
    return { probabilities, loss: crossentropy(probabilities, y) };
  });
  const model = { graph: network, names };

  test("makes of a table what select made of the one of training, whatever the order of its columns and categories", () => {
    expect(columnsFor(model, table)).toEqual(data);
    const shuffled = fromCsv("species,other,island,mass\nGentoo,x,Dream,3500\nAdelie,y,Biscoe,\n");
    const made = columnsFor(model, shuffled);
    expect(made.X?.tolist()).toEqual([
      [3500, 0, 1, 0],
      [4562.5, 1, 0, 0],
    ]);
    expect(made.y?.tolist()).toEqual([2, 0]);
  });

  test("takes the inputs that a table has columns for, or those that are named", () => {
    const unlabelled = fromCsv("island,mass\nDream,3500\n", { name: "new.csv" });
    expect(Object.keys(columnsFor(model, unlabelled))).toEqual(["X"]);
    expect(Object.keys(columnsFor(model, table, ["X"]))).toEqual(["X"]);
    expect(thrown(() => columnsFor(model, unlabelled, ["X", "y"]))).toMatchInlineSnapshot(`
      "FormatError unknown-column
      csv: new.csv: a table must have the column "species", got island, mass; add or rename it"
    `);
  });

  test("gives each input its dtype and shape; categories that are numbers are found in a column of numbers", () => {
    const inputs = graph({ a: u8("batch"), b: f64("batch", 1), c: i32("batch", 2) }, ({ a, b, c }) => ({ a, b, c }));
    const own = { columns: { a: ["k"], b: ["n"], c: ["n", "m"] }, categories: { k: ["01", "2"] } };
    const made = columnsFor({ graph: inputs, names: own }, fromCsv("k,n,m\n2,5,1\n1,6,2\n"));
    expect(Object.fromEntries(Object.entries(made).map(([name, { dtype, shape }]) => [name, `${dtype}[${shape}]`]))).toEqual({
      a: "uint8[2]",
      b: "float64[2,1]",
      c: "int32[2,2]",
    });
    expect(made.a?.tolist()).toEqual([1, 0]);
  });

  test("refuses what the model does not know", () => {
    const csv = (rows: string) => () => columnsFor(model, fromCsv(rows, { name: "new.csv" }));
    const wrong: readonly (() => unknown)[] = [
      () => columnsFor({ graph: network }, table, ["X"]),
      () => columnsFor(table as never, model as never),
      csv("a,b\n1,2\n"),
      csv("mass,isle\n1,Dream\n"),
      csv("mass,island\n1,Dream\n2,Anvers\n"),
      csv("mass,island\nheavy,Dream\n"),
      csv("mass,island\n1,\n"),
      csv("mass,island\n1,Dream\nx,Biscoe\n"),
    ];
    expect(wrong.map((one) => thrown(one)).join("\n")).toMatchInlineSnapshot(`
      "FormatError no-names
      columnsFor: the model must name its columns, got none; save it with { names }
      OpError bad-table
      columnsFor: the second argument must be a table, got an object; give the model, then what readCsv read
      FormatError unknown-column
      csv: new.csv: a table must have columns of the model (mass, island, species), got a, b; give the model's columns
      FormatError unknown-column
      csv: new.csv: a table must have the column "island", got mass, isle; add or rename it
      FormatError unknown-category
      csv: new.csv, line 3, column "island": a category must be one of Biscoe, Dream, Torgersen, got "Anvers"; correct the cell, or train with such rows
      FormatError mixed-column
      csv: new.csv, column "mass": cells must be numbers as in training, got "heavy" in line 2; correct the column
      FormatError missing-cells
      csv: new.csv, column "island": no cell may be missing, got 1 of 1 (line 2); complete it: the model knows no value for it
      FormatError mixed-column
      csv: new.csv, column "mass": cells must all be numbers, got "x" in line 3; correct the cell, or read it with { categories: ["mass"] }"
    `);
  });

  test("goes with a model in a file: from CSV to a prediction that equals the trained program's, bit for bit", async () => {
    const training = fit(network, { minimize: "loss", optimizer: sgd({ learningRate: 0.5 }), data, epochs: 20 });
    for await (const _ of training);
    const read = fromModel(toModel(training.network, { names }));
    const program = compile(read.graph as Graph<any, any>, { parameters: read.parameters });
    const { probabilities } = program.run(columnsFor(read, fromCsv(text)), ["probabilities"]);
    expect(probabilities).toEqual(training.network.run({ X: data.X }, ["probabilities"]).probabilities);
    expect(read.names?.missing).toEqual({ mass: 4562.5 });
  });
});
