import * as ort from "onnxruntime-web";
import { byHand } from "./on-onnxruntime.mjs";

export const contender = () => byHand(ort);
