import { readdirSync, readFileSync } from "node:fs";

const filesIn = (folder) => readdirSync(new URL(folder, import.meta.url)).map((file) => `${folder}/${file}`);
const opFolders = readdirSync(new URL("ops", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "shared")
  .map(({ name }) => `ops/${name}`);

/** argmax-accuracy.ts → argmaxAccuracy */
const opNames = opFolders
  .flatMap(filesIn)
  .map((file) => file.replace(/^.*\/|\.ts$/g, "").replace(/-(\w)/g, (_, letter) => letter.toUpperCase()));

/** What exported types mention without being exported: types that compute types, values behind types, parts of the test kit. */
const unexported = [
  ...["graph/types", "ops/shared", ...opFolders].flatMap(filesIn).flatMap(typesIn),
  ...typesIn("graph/shaped.ts"),
  ...["reductions", "scaledInitializers", "layoutEngines", "WithGradients", "WithRate", "MayBeScalar", "Elements", "MatcherResult"],
  // A kind whose name the generator of random numbers has, instructions by the number of their operands, and what programs are made of.
  ...["Random", "Unary", "Binary", "Turns", "GraphBuilder", "Concrete", "Untold"],
  // Of what half the hosts have, of functions of programs and tables that dagrad's own call, and of a model whose inputs are not known.
  ...[
    "HalfPrecision",
    "AnyExecutable",
    "Together",
    "LowerBody",
    "PrepareBody",
    "elementTypes",
    "Leaves",
    "Computed",
    "Known",
    "Weight",
    "GraphProto",
    "TensorProto",
    "AttributeProto",
    "Column",
    "Place",
    "InputOf",
  ],
];

function typesIn(file) {
  const source = readFileSync(new URL(file, import.meta.url), "utf8");
  return Array.from(source.matchAll(/^(?:export )?(?:type|interface) (\w+)/gm), ([, name]) => name);
}

/** The reference of all functions and types that users import. Any warning fails it: what an exported type mentions is exported, too. */
export default {
  name: "dagrad",
  entryPoints: [
    "src/index.ts",
    "src/explorer/index.ts",
    "src/files/index.ts",
    "src/render/index.ts",
    "src/onnx/index.ts",
    "src/torch/index.ts",
    "src/engines/onnxruntime/index.ts",
    "src/worker/index.ts",
    "src/vitest/index.ts",
  ],
  tsconfig: "tsconfig.json",
  out: "docs/api",
  readme: "none",
  includeVersion: true,
  excludePrivate: true,
  excludeExternals: true,
  disableSources: true,
  externalSymbolLinkMappings: {
    dagrad: {
      ...Object.fromEntries(unexported.map((name) => [name, "#"])),
      // "See softmaxOp" leads to the page of the ops.
      ...Object.fromEntries(opNames.map((name) => [`${name}Op`, `../../ops.md#${name.toLowerCase()}`])),
    },
  },
  treatWarningsAsErrors: true,
};
