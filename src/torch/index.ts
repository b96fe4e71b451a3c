export { type TorchOptions, torch } from "./torch.ts";
export type { TorchData } from "./training/data-reading.ts";
export type { TorchTraining } from "./training/torch-training.ts";
