import { onnxruntimeModels } from "../models/models.mjs";
import { native } from "../native.mjs";
import { onnxruntimeNetworks } from "../networks/onnxruntime.mjs";

/** Native code on one thread, to look at and no peer. */
export function contender() {
  const runtime = native();
  return { ...onnxruntimeNetworks(runtime, "cpu"), ...onnxruntimeModels(runtime, "cpu") };
}
