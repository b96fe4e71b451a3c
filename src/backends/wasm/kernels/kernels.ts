import { argmax } from "./argmax.ts";
import { broadcastTo } from "./broadcast-to.ts";
import { concat } from "./concat.ts";
import { gather } from "./gather.ts";
import type { KernelEmitter } from "./kernel.ts";
import { max } from "./max.ts";
import { mean } from "./mean.ts";
import { oneHot } from "./one-hot.ts";
import { randomUniform } from "./random-uniform.ts";
import { size } from "./size.ts";
import { slice } from "./slice.ts";
import { sum } from "./sum.ts";
import { transpose } from "./transpose.ts";

/** The ops that are neither elementwise nor matrix products, by name. */
export const kernels = {
  argmax,
  broadcastTo,
  concat,
  gather,
  max,
  mean,
  oneHot,
  randomUniform,
  size,
  slice,
  sum,
  transpose,
} as const satisfies Record<string, KernelEmitter>;

export type KernelName = keyof typeof kernels;
