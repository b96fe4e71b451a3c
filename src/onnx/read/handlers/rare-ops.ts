import type { Handler } from "../node-call.ts";
import { bitwiseOps } from "./bits.ts";
import { recurrentAttentions } from "./recurrent-attention.ts";
import { regions } from "./regions.ts";
import { rowOps } from "./rows.ts";
import { samplings } from "./sampling.ts";
import { searches } from "./searches.ts";
import { spectra } from "./spectra.ts";
import { updates } from "./updates.ts";
import { overWindows } from "./windows.ts";

/**
 * The ops of ONNX that few models have, for `fromOnnx(bytes, { ops: rareOps })`: bits, spectra, samplings and regions of images, pools beyond
 * the mean and the maximum, searches, updates of optimisers. A page that does not name them does not load them.
 */
export const rareOps: Readonly<Record<string, Handler>> = {
  ...bitwiseOps,
  ...regions,
  ...rowOps,
  ...samplings,
  ...searches,
  ...spectra,
  ...updates,
  ...overWindows,
  ...recurrentAttentions,
};
