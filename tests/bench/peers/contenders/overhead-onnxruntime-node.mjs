import { native } from "../native.mjs";
import { byBackend, byHand } from "./on-onnxruntime.mjs";

/** Both ways in one process. */
export const contender = () => ({ backend: byBackend(native()), byHand: byHand(native()) });
