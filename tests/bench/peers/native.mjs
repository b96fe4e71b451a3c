import { createRequire } from "node:module";

/** onnxruntime-node, from where it is installed: it is large, so that it is not among the packages that the bench installs. */
export function native() {
  for (const folder of ["../node_modules/", "../../engines/node_modules/"]) {
    try {
      return createRequire(new URL(folder, import.meta.url))("onnxruntime-node");
    } catch (error) {
      if (error.code !== "MODULE_NOT_FOUND") throw error;
    }
  }
  throw new Error("not installed: npm ci --ignore-scripts --prefix tests/engines");
}
