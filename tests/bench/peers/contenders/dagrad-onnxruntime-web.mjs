import * as ort from "onnxruntime-web";
import { byBackend } from "./on-onnxruntime.mjs";

export const contender = () => byBackend(ort);
