import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const page = `
  import { argmaxAccuracy, compile, crossentropy, dense, f32, graph, relu, softmax, u8 } from "./src/index.ts";
  const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
    const probabilities = softmax(dense(relu(dense(X, { units: 3 })), { units: 3 }));
    return { probabilities, loss: crossentropy(probabilities, y), accuracy: argmaxAccuracy(probabilities, y) };
  });
  export const program = compile(network);
`;

/** kB of a browser bundle of `contents`, minified and gzipped. Fails where a module of Node or graphviz-cli is pulled in. */
async function gzipped(contents) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: root, loader: "ts" },
    absWorkingDir: root,
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    minify: true,
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  const stray = Object.entries(metafile.inputs).filter(
    ([path, { imports }]) => path.includes("graphviz-cli") || imports.some(({ external }) => external),
  );
  if (stray.length > 0) throw new Error(`the core entry pulls in ${stray.map(([path]) => path).join(", ")}`);
  return gzipSync(outputFiles[0].contents, { level: 9 }).length / 1000;
}

export const size = async () => [
  { name: "core entry, the chapter-5 network in a page, gzipped", unit: "kB", bound: 45, value: await gzipped(page) },
  {
    name: "core entry, everything that it exports, gzipped",
    unit: "kB",
    bound: 45,
    value: await gzipped('export * from "./src/index.ts";'),
  },
];
