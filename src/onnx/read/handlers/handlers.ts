import type { Handler } from "../node-call.ts";
import { attentions } from "./attention.ts";
import { bitwiseOps } from "./bits.ts";
import { casts } from "./casts.ts";
import { elementwise } from "./elementwise.ts";
import { further } from "./further.ts";
import { images } from "./images.ts";
import { indexing } from "./indexing.ts";
import { knownValues } from "./known.ts";
import { linear } from "./linear.ts";
import { losses } from "./losses.ts";
import { moves } from "./move.ts";
import { normalizations } from "./normalization.ts";
import { quantizations } from "./quantization.ts";
import { reductions } from "./reduce.ts";
import { regions } from "./regions.ts";
import { resizes } from "./resize.ts";
import { rowOps } from "./rows.ts";
import { samplings } from "./sampling.ts";
import { searches } from "./searches.ts";
import { sequences } from "./sequences.ts";
import { spectra } from "./spectra.ts";
import { updates } from "./updates.ts";
import { overWindows } from "./windows.ts";

/** How each op of ONNX is written in dagrad's, by its name; those of other domains by "domain.name". */
export const handlers: Readonly<Record<string, Handler>> = {
  ...elementwise,
  ...casts,
  ...bitwiseOps,
  ...reductions,
  ...moves,
  ...linear,
  ...indexing,
  ...normalizations,
  ...losses,
  ...quantizations,
  ...attentions,
  ...knownValues,
  ...images,
  ...overWindows,
  ...resizes,
  ...searches,
  ...rowOps,
  ...updates,
  ...spectra,
  ...samplings,
  ...regions,
  ...sequences,
  ...further,
};
