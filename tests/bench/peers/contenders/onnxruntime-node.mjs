import { hasModels, nativeRuntime, onnxruntimeModels } from "../models/models.mjs";
import { onnxruntimeNetworks } from "../networks/onnxruntime.mjs";

/** Native code on one thread, to look at and no peer. It is large, so that it is not among the packages that the bench installs. */
export async function contender() {
  const ort = await import("onnxruntime-node").catch(() => {
    if (hasModels()) return nativeRuntime();
    throw new Error("not installed: npm install --prefix tests/bench --no-save --ignore-scripts onnxruntime-node@1.30.0");
  });
  const runtime = ort.default ?? ort;
  return { ...onnxruntimeNetworks(runtime, "cpu"), ...onnxruntimeModels(runtime, "cpu") };
}
