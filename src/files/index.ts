export { fromPng } from "../data/png.ts";
export { loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
export { FileError } from "./file-error.ts";
export type { FileSystem, OpenFile } from "./file-system.ts";
export { loadModel, saveModel } from "./model.ts";
export { readArray, readArrays } from "./read-arrays.ts";
export { type ReadCsvOptions, readCsv } from "./read-csv.ts";
export { type SaveOptions, saveFile } from "./save-file.ts";
export { type LoadWeightsOptions, loadWeights, saveWeights } from "./weights.ts";
