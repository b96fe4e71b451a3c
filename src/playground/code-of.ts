import { classesOf, isOfBook, type OwnPoints, type Task, testShare } from "./data-sets.ts";
import { initOf, isPenalised } from "./network-of.ts";
import { optimizerOptions } from "./optimizer-of.ts";
import { isRegression, type Layer, type Settings } from "./settings.ts";

/** A program and the names that it imports. */
class Writer {
  readonly imports = new Set<string>();
  /** A name of dagrad, imported. */
  use = (name: string): string => {
    this.imports.add(name);
    return name;
  };
}

/** Points that are written out in the code: more are loaded from where they came. */
const mostWritten = 400;

/**
 * The TypeScript of what the controls say: a whole program, whose network and training are those of the page to the last bit. `epochs` is how
 * long it trains.
 */
export function codeOf(settings: Settings, points: Task, own?: OwnPoints, epochs = 1000): string {
  const writer = new Writer();
  const body = [network(settings, points, writer), data(settings, writer, own), training(settings, points.rows, writer, epochs)].join(
    "\n\n",
  );
  const names = [...writer.imports].sort((a, b) => a.toLowerCase().localeCompare(b.toLowerCase()));
  return `import { ${names.join(", ")} } from "dagrad";\n\n${body}\n`;
}

function network(settings: Settings, { kind, classes, features }: Task, { use }: Writer): string {
  const target =
    kind === "classes" ? `${use("u8")}("batch")` : kind === "two classes" ? `${use("u8")}("batch", 1)` : `${use("f32")}("batch", 1)`;
  const isPenal = settings.layers.some(isPenalised);
  const lines: string[] = [];
  let last = "X";
  for (const [i, layer] of settings.layers.entries()) {
    const name = `hidden${i + 1}`;
    const made = `${use("dense")}(${last}, { ${layerOptions(layer, settings, use).join(", ")} })`;
    lines.push(`const ${name} = ${layer.dropout > 0 ? `${use("dropout")}(${made}, { rate: ${layer.dropout} })` : made};`);
    last = name;
  }
  const end = {
    classes: { output: "probabilities", loss: "crossentropy", accuracy: "argmaxAccuracy", activation: "softmax" },
    "two classes": { output: "probability", loss: "binaryCrossentropy", accuracy: "binaryAccuracy", activation: "sigmoid" },
    numbers: { output: "prediction", loss: "meanSquaredError", accuracy: undefined, activation: undefined },
  }[kind];
  const activation = end.activation === undefined ? "" : `, activation: ${use(end.activation)}`;
  const init = writeInit(initOf(settings.init, "softmax"));
  lines.push(`const ${end.output} = ${use("dense")}(${last}, { units: ${kind === "classes" ? classes : 1}, init: ${init}${activation} });`);
  const loss = `${use(end.loss)}(${end.output}, y)`;
  const accuracy = end.accuracy === undefined ? "" : `, accuracy: ${use(end.accuracy)}(${end.output}, y)`;
  // Loss before accuracy, as `networkOf` makes them: the order of nodes decides the order of sums.
  if (isPenal) {
    lines.push(`const dataLoss = ${loss};`);
    lines.push(`return { ${end.output}, loss: ${use("add")}(dataLoss, g.penalty()), dataLoss${accuracy} };`);
  } else lines.push(`return { ${end.output}, loss: ${loss}${accuracy} };`);
  const inputs = `{ X: ${use("f32")}("batch", ${features}), y: ${target} }`;
  return `export const network = ${use("graph")}(${inputs}, ({ X, y }${isPenal ? ", g" : ""}) => {\n${indented(lines)}\n});\nexport default network;`;
}

function layerOptions({ units, activation, l1, l2 }: Layer, { init }: Settings, use: (name: string) => string): string[] {
  const strength = (name: string, lambda: number): string[] => (lambda > 0 ? [`${name}: { weights: ${lambda}, biases: ${lambda} }`] : []);
  return [
    `units: ${units}`,
    `init: ${writeInit(initOf(init, activation))}`,
    ...strength("l1", l1),
    ...strength("l2", l2),
    ...(activation === "linear" ? [] : [`activation: ${use(activation)}`]),
  ];
}

const writeInit = (init: ReturnType<typeof initOf>): string =>
  typeof init === "string" ? JSON.stringify(init) : `{ randn: ${init.randn} }`;

const indented = (lines: readonly string[], by = "  "): string => lines.map((line) => by + line).join("\n");

/** How a point of a class is placed: the same as `places`, in words. */
const placing: Readonly<Record<string, readonly string[]>> = {
  spiral: [
    "const angle = 2.5 * (4 * (label + share) + noise * generator.randn());",
    "X.push([share * Math.sin(angle), share * Math.cos(angle)]);",
  ],
  vertical: ["X.push([label / 3 + noise * generator.randn(), 0.5 + noise * generator.randn()]);"],
  circles: [
    "const angle = generator.uniform(0, 2 * Math.PI);",
    "const radius = (label + 0.5) / classes + noise * generator.randn();",
    "X.push([radius * Math.cos(angle), radius * Math.sin(angle)]);",
  ],
  blobs: [
    "const angle = (2 * Math.PI * label) / classes;",
    "X.push([0.6 * Math.cos(angle) + noise * generator.randn(), 0.6 * Math.sin(angle) + noise * generator.randn()]);",
  ],
  moons: [
    "const side = 1 - 2 * label;",
    "const x = side * (0.6 * Math.cos(Math.PI * share) - 0.3);",
    "const height = side * (0.6 * Math.sin(Math.PI * share) - 0.15);",
    "X.push([x + noise * generator.randn(), height + noise * generator.randn()]);",
  ],
  xor: [
    "const [x, height] = [generator.uniform(0, 1), generator.uniform(0, 1)];",
    "const side = generator.rand() < 0.5 ? 1 : -1;",
    "X.push([side * x + noise * generator.randn(), (label === 0 ? side : -side) * height + noise * generator.randn()]);",
  ],
};

function data(settings: Settings, { use }: Writer, own?: OwnPoints): string {
  const { data: name, noise, points, seed } = settings;
  const generator = `const generator = ${use("random")}(${seed});`;
  const classes = classesOf(settings);
  const scaled = settings.scaled ? [`const X = ${use("applyScaling")}(given, ${use("minMaxScaling")}(given, { low: -1, high: 1 }));`] : [];
  const write = (lines: readonly string[]): string => [generator, ...lines, ...scaled].join("\n");
  const column = classes === 2 && !isRegression(name);
  if (name === "own") return write(ownData(settings, use, own));
  if (isOfBook(settings)) {
    if (name === "sine")
      return write([`const { X${settings.scaled ? ": given" : ""}, y } = ${use("sineData")}(${points}, { dtype: "float32" });`]);
    const call = `${use(name === "spiral" ? "spiralData" : "verticalData")}(${points}, ${classes}, { random: generator })`;
    const labels = column ? "y: labels" : "y";
    return write([
      `const { X${settings.scaled ? ": given" : ""}, ${labels} } = ${call};`,
      ...(column ? [`const y = labels.reshape(${points * classes}, 1);`] : []),
    ]);
  }
  const list = settings.scaled ? "rows" : "X";
  const typed = settings.scaled ? [`const given = ${use("array")}(rows, "float32");`] : [];
  const head = [
    `const ${list}: number[][] = [];`,
    `const y: number[]${column || isRegression(name) ? "[]" : ""} = [];`,
    `const noise = ${noise};`,
  ];
  const renamed = (line: string): string => (settings.scaled ? line.replace("X.push", "rows.push") : line);
  if (isRegression(name)) {
    const body =
      name === "sine"
        ? [`X.push([i / ${points}]);`, `y.push([Math.sin(2 * Math.PI * (i / ${points})) + noise * generator.randn()]);`]
        : [
            "const [x0, x1] = [generator.uniform(-1, 1), generator.uniform(-1, 1)];",
            "X.push([x0, x1]);",
            "y.push([(x0 + x1) / 2 + noise * generator.randn()]);",
          ];
    return write([...head, `for (let i = 0; i < ${points}; i++) {`, indented(body.map(renamed)), "}", ...typed]);
  }
  const uses = placing[name] as readonly string[];
  const says = (word: string): boolean => uses.some((line) => new RegExp(`\\b${word}\\b`).test(line));
  return write([
    ...head,
    ...(says("classes") ? [`const classes = ${classes};`] : []),
    `for (let label = 0; label < ${says("classes") ? "classes" : classes}; label++) {`,
    `  for (let i = 0; i < ${points}; i++) {`,
    ...(says("share") ? [`    const share = i / ${points - 1};`] : []),
    indented(uses.map(renamed), "    "),
    `    y.push(${column ? "[label]" : "label"});`,
    "  }",
    "}",
    ...typed,
  ]);
}

function ownData({ scaled }: Settings, use: (name: string) => string, own?: OwnPoints): string[] {
  const { X = [], y = [], kind = "classes", name } = own ?? {};
  const isColumn = kind === "numbers" || Math.max(1, ...y) === 1;
  const rows = X.slice(0, mostWritten).map((row) => `  [${row.join(", ")}],`);
  const targets = y.slice(0, mostWritten).map((label) => (isColumn ? `[${label}]` : label));
  const left =
    X.length > mostWritten
      ? [`// The first ${mostWritten} of ${X.length} points${name === undefined ? "" : `, from ${JSON.stringify(name)}`}.`]
      : [];
  const end = scaled ? `], "float32");` : "];";
  return [...left, `const ${scaled ? `given = ${use("array")}([` : "X = ["}`, ...rows, end, `const y = [${targets.join(", ")}];`];
}

function training(settings: Settings, rows: number, { use }: Writer, epochs: number): string {
  const options = Object.entries(optimizerOptions(settings)).map(([name, value]) => `${name}: ${value}`);
  const test = testShare(settings.test, rows);
  const trained = rows - Math.round(rows * test);
  const lines = [
    `minimize: "loss",`,
    `optimizer: ${use(settings.optimizer)}({ ${options.join(", ")} }),`,
    "data: { X, y },",
    ...(test > 0 ? [`validation: ${test},`] : []),
    "random: generator,",
    ...(settings.seed > 0 ? [`seed: ${settings.seed},`] : []),
    `epochs: ${settings.until || epochs},`,
    ...(settings.batch > 0 && settings.batch < trained ? [`batchSize: ${settings.batch},`] : [`batchSize: ${trained},`, "shuffle: false,"]),
  ];
  const loop = `for await (const { epoch, metrics } of ${use("fit")}(network, training)) {\n  if (epoch % 100 === 0) console.log(epoch, metrics.loss);\n}`;
  return [`export const training = {\n${indented(lines)}\n} as const;`, "", loop].join("\n");
}
