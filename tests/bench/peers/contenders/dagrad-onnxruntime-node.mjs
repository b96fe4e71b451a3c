import { native } from "../native.mjs";
import { byBackend } from "./on-onnxruntime.mjs";

export const contender = () => byBackend(native());
