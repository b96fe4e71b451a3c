import { onThreads } from "./onnxruntime-web.mjs";

export const contender = () => onThreads(2);
