import type { Handler } from "../node-call.ts";
import { attentions } from "./attention.ts";
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
import { resizes } from "./resize.ts";
import { sequences } from "./sequences.ts";

/** How the ops of ONNX that most models are made of are written in dagrad's, by their names; those of other domains by "domain.name". */
export const commonOps: Readonly<Record<string, Handler>> = {
  ...elementwise,
  ...casts,
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
  ...resizes,
  ...sequences,
  ...further,
};
