import * as ort from "onnxruntime-web";
import { byBackend, byHand } from "./on-onnxruntime.mjs";

/** Both ways in one process. */
export const contender = () => ({ backend: byBackend(ort), byHand: byHand(ort) });
