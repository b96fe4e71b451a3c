import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { fromSafetensors } from "../../../src/data/safetensors.ts";
import { fromModel } from "../../../src/model/from-model.ts";
import { fromCheckpoint } from "../../../src/train/checkpoint.ts";
import { call, models, output, refusal } from "./call.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const model = join(models, "trainable.mjs");
/** As an import names it. */
const address = JSON.stringify(pathToFileURL(model).href);

const bytes = async (folder: string, name: string): Promise<string> => (await readFile(join(folder, name))).toString("base64");

/** The epochs of a history, without their times. */
type Metrics = Readonly<Record<string, number>>;

async function epochsOf(folder: string): Promise<unknown[]> {
  const { epochs } = JSON.parse(await readFile(join(folder, "history.json"), "utf8")) as { epochs: Record<string, unknown>[] };
  return epochs.map(({ milliseconds, ...rest }) => rest);
}

describe("dagrad train", () => {
  test("prints a line an epoch and writes model, checkpoint, history, curves, boundary and page", async () => {
    const folder = await temporaryFolder();
    const { code, stdout, stderr } = await call(["train", model], folder);
    expect({ code, stderr: stderr.replace(/: .*;/, ": …;") }).toEqual({
      code: 0,
      stderr:
        "done after epoch 4: …; wrote out/trainable\n" +
        "predict with it: dagrad predict out/trainable/model.safetensors --input X=X.npy\n",
    });
    const number = String.raw`\d[\d.e-]*`;
    const metrics = `loss ${number}  accuracy ${number}`;
    const [first, , , last, end] = stdout.split("\n");
    expect(first).toMatch(new RegExp(String.raw`^epoch 1/4  ${metrics}  validation ${metrics}  [\d,]+ samples/s  ETA \d.* (s|min)$`));
    expect(last).toMatch(/^epoch 4\/4 .* ETA 0\.0 s$/);
    expect(end).toBe("");
    expect((await readdir(join(folder, "out/trainable"))).sort()).toEqual([
      "accuracy.svg",
      "checkpoint.safetensors",
      "decision-boundary.svg",
      "explorer.html",
      "history.json",
      "index.html",
      "loss.svg",
      "model.safetensors",
    ]);
    expect(await epochsOf(join(folder, "out/trainable"))).toHaveLength(4);
  });

  test("writes a page with the readings of history.json, the module's names as text, layers, and what fit had to say", async () => {
    const folder = await temporaryFolder({
      "deep.mjs": `import { adam, crossentropy, dense, f32, graph, relu, softmax, u8, random, verticalData } from "dagrad";
        export default graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
          let hidden = X;
          for (let layer = 0; layer < 4; layer++) hidden = relu(dense(hidden, { units: 8, init: { randn: 0.001 } }));
          const probabilities = softmax(dense(hidden, { units: 3 }));
          return { probabilities, loss: crossentropy(probabilities, y) };
        });
        export const names = { columns: { X: ["<east>", "north"] }, categories: { y: ["a", "</script><b>", "c"] } };
        export const training = { minimize: "loss", optimizer: adam(), data: { ...verticalData(20, 3, { random: random(0) }) }, epochs: 3, validation: 0.2 };`,
    });
    const { stderr } = await call(["train", "deep.mjs"], folder);
    const notice = /^fit: hardly (.*)$/m.exec(stderr)?.[1] as string;
    const page = await readFile(join(folder, "out/deep/index.html"), "utf8");
    const text = (html: string) => html.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
    expect(text(page)).toContain(`<p class="warning">Hardly ${notice}</p>`);
    const readings = JSON.parse(text(/data-readings="([^"]*)"/.exec(page)?.[1] as string));
    const epochs = (await epochsOf(join(folder, "out/deep"))) as { epoch: number; metrics: Metrics; validation: Metrics }[];
    const short = (value: number) => Number(value.toPrecision(6));
    expect(readings).toEqual({
      x: [1, 2, 3],
      curves: [
        { name: "training", color: "--input-line", values: epochs.map(({ metrics }) => short(metrics.loss as number)) },
        { name: "validation", color: "--output-line", values: epochs.map(({ validation }) => short(validation.loss as number)) },
      ],
    });
    expect(page).toContain(">&lt;/script&gt;&lt;b&gt;</text>");
    expect(page).toContain(">&lt;east&gt;</text>");
    expect(page).toContain(">0.001 · randn</td>");
    expect(page).toContain(">validation</text>");
  });

  test("writes a model that is the module's graph, trained, with the names that the module exports", async () => {
    const folder = await temporaryFolder({
      "named.mjs": `export { default, training } from ${address};
        export const names = { columns: { X: ["east", "north"], y: ["arm"] }, categories: { arm: ["a", "b", "c"] } };`,
      "misnamed.mjs": `export { default, training } from ${address};
        export const names = { columns: { X: ["east"] } };`,
    });
    await output(["train", "named.mjs", "--epochs", "2", "--no-report"], folder);
    const { graph, parameters, names } = fromModel(await readFile(join(folder, "out/named/model.safetensors")));
    expect(JSON.stringify(graph)).toBe(JSON.stringify((await import(pathToFileURL(model).href)).default));
    expect(names).toEqual({ columns: { X: ["east", "north"], y: ["arm"] }, categories: { arm: ["a", "b", "c"] } });
    const { state } = fromCheckpoint(await readFile(join(folder, "out/named/checkpoint.safetensors")));
    expect(state.parameters).toMatchObject(parameters);
    expect(await refusal("train misnamed.mjs", folder)).toMatchInlineSnapshot(`
      "1 dagrad: misnamed.mjs: the columns of "X" must fill 2 places, got 1 of east; name each of them
      "
    `);
    expect(await readdir(join(folder, "out"))).toEqual(["named"]);
  });

  test("the command line comes before the module: epochs, rows of a batch, seed and folder", async () => {
    const folder = await temporaryFolder();
    const line = (seed: number, out: string) => ["train", model, "-e", "2", "-b", "45", "-s", String(seed), "-o", out, "--no-report"];
    for (const [seed, out] of [
      [1, "a"],
      [1, "b"],
      [2, "c"],
    ] as const)
      await output(line(seed, out), folder);
    expect((await readdir(join(folder, "a"))).sort()).toEqual(["checkpoint.safetensors", "history.json", "model.safetensors"]);
    expect(await epochsOf(join(folder, "a"))).toMatchObject([
      { epoch: 1, rows: 45 },
      { epoch: 2, rows: 45 },
    ]);
    expect(await bytes(folder, "a/model.safetensors")).toBe(await bytes(folder, "b/model.safetensors"));
    expect(await bytes(folder, "a/model.safetensors")).not.toBe(await bytes(folder, "c/model.safetensors"));
  });

  test("says on stderr what fit says: a class that the last rows lack", async () => {
    const folder = await temporaryFolder({
      "last.mjs": `export { default } from ${address};
import { training as given } from ${address};
export const training = () => ({ ...given(), validation: { share: 0.2, rows: "last" }, epochs: 1 });`,
    });
    const { code, stderr } = await call(["train", "last.mjs", "--no-report"], folder);
    expect([code, stderr.split("\n")[0]]).toMatchInlineSnapshot(`
      [
        0,
        "fit: no validation rows are of classes 0, 1 of "y"; rows that come class by class are drawn, not cut off: leave out rows: "last"",
      ]
    `);
  });

  test("trains on the backend that is named, the engine where none is: weights agree within 1e-3 with those of the reference", async () => {
    const folder = await temporaryFolder();
    const line = (out: string) => ["train", model, "-e", "2", "-o", out, "--no-report"];
    await output(line("usual"), folder);
    await output([...line("engine"), "--backend", "wasm"], folder);
    await output([...line("oracle"), "--backend", "reference"], folder);
    expect(await bytes(folder, "engine/model.safetensors")).toBe(await bytes(folder, "usual/model.safetensors"));
    const [engine, oracle] = await Promise.all(
      ["engine", "oracle"].map(async (name) => fromSafetensors(await readFile(join(folder, name, "model.safetensors"))).tensors),
    );
    expect(Object.keys(engine ?? {})).toEqual(Object.keys(oracle ?? {}));
    for (const [id, weights] of Object.entries(oracle ?? {})) expect(engine?.[id]).toBeAllClose(weights, { rtol: 1e-3, atol: 1e-5 });
  });

  test("2 epochs, then --resume to 6, give the bits of 6 epochs, weights, checkpoint and history", async () => {
    const folder = await temporaryFolder();
    await output(["train", model, "--epochs", "6", "--out", "whole", "--no-report"], folder);
    await output(["train", model, "--epochs", "2", "--out", "parts", "--no-report"], folder);
    const resumed = await output(
      ["train", model, "--epochs", "6", "--out", "parts", "--no-report", "-r", "parts/checkpoint.safetensors"],
      folder,
    );
    expect(resumed).toMatch(/^epoch 3\/6 {2}/);
    for (const name of ["model.safetensors", "checkpoint.safetensors"]) {
      expect(await bytes(folder, `parts/${name}`)).toBe(await bytes(folder, `whole/${name}`));
    }
    expect(await epochsOf(join(folder, "parts"))).toEqual(await epochsOf(join(folder, "whole")));
  });

  test("Ctrl-C saves a checkpoint of the last whole epoch and exits with 130; going on gives the bits of an unbroken run", async () => {
    const folder = await temporaryFolder();
    const before = process.listeners("SIGINT");
    const running = call(["train", model, "--epochs", "1000000", "--out", "broken"], folder);
    while (process.listeners("SIGINT").length === before.length) await new Promise((resolve) => setTimeout(resolve, 5));
    const [listener] = process.listeners("SIGINT").filter((one) => !before.includes(one));
    // An epoch has been written, so that there is something to keep.
    while ((await epochsOf(join(folder, "broken")).catch(() => [])).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    (listener as () => void)();
    const { code, stderr } = await running;
    expect(code).toBe(130);
    const epoch = Number(/^interrupted after epoch (\d+); go on with --resume broken\/checkpoint\.safetensors$/m.exec(stderr)?.[1]);
    const { state } = fromCheckpoint(await readFile(join(folder, "broken/checkpoint.safetensors")));
    expect(state.epoch).toBe(epoch);
    expect(await epochsOf(join(folder, "broken"))).toHaveLength(epoch);
    expect(await readdir(join(folder, "broken"))).toContain("loss.svg");
    expect(process.listeners("SIGINT")).toEqual(before);

    const last = String(epoch + 3);
    await output(["train", model, "--epochs", last, "--out", "broken", "--no-report", "--resume", "broken/checkpoint.safetensors"], folder);
    await output(["train", model, "--epochs", last, "--out", "whole", "--no-report"], folder);
    expect(await bytes(folder, "broken/model.safetensors")).toBe(await bytes(folder, "whole/model.safetensors"));
    expect(await epochsOf(join(folder, "broken"))).toEqual(await epochsOf(join(folder, "whole")));
  });

  test("a loss that is not finite ends with 1, names node, epoch and batch, and keeps the epoch before", async () => {
    const folder = await temporaryFolder();
    const { code, stderr } = await call(["train", join(models, "exploding.mjs"), "--out", "out"], folder);
    expect(code).toBe(1);
    const [kept, error] = stderr.split("\n") as [string, string];
    expect(error).toMatch(/^dagrad: fit: epoch \d+, batch \d+: .*\(node ".+"\)/);
    const failed = Number(/epoch (\d+)/.exec(error)?.[1]);
    expect(kept).toBe(`out/checkpoint.safetensors holds the training after epoch ${failed - 1}`);
    const { state } = fromCheckpoint(await readFile(join(folder, "out/checkpoint.safetensors")));
    expect(state.epoch).toBe(failed - 1);
    for (const { data } of Object.values(state.parameters)) expect(Array.from(data).every(Number.isFinite)).toBe(true);
  });
});

describe("dagrad train refuses", () => {
  test("numbers that are none, before it loads the model", async () => {
    expect(await refusal("train nowhere.mjs --epochs 0")).toMatchInlineSnapshot(`
      "1 dagrad: --epochs: must be a whole number of at least 1, got "0"; correct it
      "
    `);
    expect(await refusal("train nowhere.mjs --batch-size 1.5")).toMatchInlineSnapshot(`
      "1 dagrad: --batch-size: must be a whole number of at least 1, got "1.5"; correct it
      "
    `);
    expect(await refusal("train nowhere.mjs --seed 4294967296")).toMatchInlineSnapshot(`
      "1 dagrad: --seed: must be a whole number 0 … 4294967295, got "4294967296"; correct it
      "
    `);
    expect(await refusal("train nowhere.mjs --checkpoint-every often")).toMatchInlineSnapshot(`
      "1 dagrad: --checkpoint-every: must be a whole number of at least 1, got "often"; correct it
      "
    `);
  });

  test("a module that does not say how it is trained", async () => {
    expect(await refusal("train network.mjs")).toMatchInlineSnapshot(`
      "1 dagrad: network.mjs: the module must export "training", got none; export const training = { minimize: "loss", optimizer: adam(), data: { X, y } }
      "
    `);
    const head = `export { default } from ${address};\n`;
    const folder = await temporaryFolder({
      "minimize.mjs": `${head}export const training = { loss: 3 };`,
      "optimizer.mjs": `${head}export const training = { minimize: "loss", optimizer: "adam" };`,
      "data.mjs": `${head}export const training = () => ({ minimize: "loss", optimizer: { update() {} } });`,
      "nothing.mjs": `${head}export const training = async () => undefined;`,
      "unknown.mjs": `${head}import { training as given } from ${address};\nexport const training = () => ({ ...given(), epoch: 3 });`,
      // What is no training, but looks like one; awaiting it would run it.
      "made.mjs": `${head}export const training = { then() { throw new Error("ran"); }, [Symbol.asyncIterator]() {} };`,
      "making.mjs": `${head}export const training = () => ({ then() { throw new Error("ran"); }, [Symbol.asyncIterator]() {} });`,
      "graph.json": await output("print network.mjs --json"),
    });
    expect(await refusal("train minimize.mjs", folder)).toMatchInlineSnapshot(`
      "1 dagrad: minimize.mjs: training.minimize must name the output to make smaller, got nothing; export const training = { minimize: "loss", optimizer: adam(), data: { X, y } }
      "
    `);
    expect(await refusal("train optimizer.mjs", folder)).toMatchInlineSnapshot(`
      "1 dagrad: optimizer.mjs: training.optimizer must be an optimizer such as adam(), got a string; export const training = { minimize: "loss", optimizer: adam(), data: { X, y } }
      "
    `);
    expect(await refusal("train data.mjs", folder)).toMatchInlineSnapshot(`
      "1 dagrad: data.mjs: training.data must be columns by name of input, or a function that makes batches, got nothing; export const training = { minimize: "loss", optimizer: adam(), data: { X, y } }
      "
    `);
    expect(await refusal("train nothing.mjs", folder)).toMatchInlineSnapshot(`
      "1 dagrad: nothing.mjs: the module must export "training", got a function that returns nothing; export const training = { minimize: "loss", optimizer: adam(), data: { X, y } }
      "
    `);
    expect(await refusal("train unknown.mjs", folder)).toMatchInlineSnapshot(`
      "1 dagrad: fit: options must be some of { minimize, optimizer, data, epochs, batchSize, lastBatch, shuffle, seed, random, validation, earlyStopping, restoreBest, clip, parameters, freeze, initial, from, backend, signal, onBatch, notices }, got "epoch"; did you mean epochs?
      "
    `);
    for (const name of ["made.mjs", "making.mjs"]) {
      expect(await refusal(`train ${name}`, folder)).toBe(
        `1 dagrad: ${name}: the export "training" must be the options of fit, got what fit returns; export const training = { minimize: "loss", optimizer: adam(), data: { X, y } }\n`,
      );
    }
    expect(await refusal("train graph.json", folder)).toMatchInlineSnapshot(`
      "1 dagrad: graph.json: a graph alone does not say how it is trained; name the module
      "
    `);
  });

  test("a checkpoint that is missing, damaged, done, or of another training, and leaves what was written", async () => {
    const folder = await temporaryFolder({ "damaged.safetensors": "nonsense" });
    await output(["train", model, "--epochs", "2", "--out", "first", "--no-report"], folder);
    const before = await bytes(folder, "first/checkpoint.safetensors");
    const resume = (checkpoint: string, ...more: string[]) =>
      refusal(["train", model, "--out", "first", "--no-report", "--resume", checkpoint, ...more], folder);
    expect(await resume("missing.safetensors")).toMatchInlineSnapshot(`
      "1 dagrad: missing.safetensors: must be a file that can be read, got no such file or folder; correct the name
      "
    `);
    expect(await resume("damaged.safetensors")).toMatchInlineSnapshot(`
      "1 dagrad: damaged.safetensors: safetensors: the file: must be a safetensors file, got text; look at it in an editor
      "
    `);
    expect(await resume("first/checkpoint.safetensors", "--epochs", "2")).toMatchInlineSnapshot(`
      "1 dagrad: --epochs: must be above the 2 that the checkpoint has done, got 2; give the number of all epochs
      "
    `);
    expect(await resume("first/checkpoint.safetensors", "--seed", "9")).toMatchInlineSnapshot(`
      "1 dagrad: fit: a checkpoint to continue from must be of the same training step, got one with another "dropout1.randomUniform1" (node "dropout1.randomUniform1"); use the network, optimiser and options it was saved with, or continue from its state alone
      "
    `);
    expect(await bytes(folder, "first/checkpoint.safetensors")).toBe(before);
  });

  test("a folder that is a file", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "taken"), "");
    expect(await refusal(["train", model, "--out", "taken"], folder)).toMatchInlineSnapshot(`
      "1 dagrad: taken: must be a folder that can be made and written to, got EEXIST; make room, or choose another --out
      "
    `);
  });

  test("names the line of the module where training() goes wrong", async () => {
    const folder = await temporaryFolder({
      "wrong.mjs": `export { default } from ${JSON.stringify(model)};
const problem = Object.assign(new Error("spiralData: points must be a whole number"), { name: "OpError", code: "bad-size" });
export const training = () => { throw problem; };`,
    });
    expect(await refusal("train wrong.mjs", folder)).toBe("1 dagrad: spiralData: points must be a whole number (at wrong.mjs:2:31)\n");
  });
});
