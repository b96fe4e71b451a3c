import { native } from "../native.mjs";
import { byHand } from "./on-onnxruntime.mjs";

export const contender = () => byHand(native());
