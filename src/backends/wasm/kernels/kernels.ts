import { argmax } from "./argmax.ts";
import { broadcastTo } from "./broadcast-to.ts";
import { concat } from "./concat.ts";
import { gather } from "./gather.ts";
import type { CheckingKernel, KernelEmitter } from "./kernel.ts";
import { max } from "./max.ts";
import { mean } from "./mean.ts";
import { oneHot } from "./one-hot.ts";
import { randomUniform } from "./random-uniform.ts";
import { size } from "./size.ts";
import { slice } from "./slice.ts";
import { sum } from "./sum.ts";
import { transpose } from "./transpose.ts";

/** The ops that are neither elementwise nor matrix products and take any element, by name. One that may note a fault does not compile here. */
export const kernels = {
  argmax,
  broadcastTo,
  concat,
  max,
  mean,
  size,
  slice,
  sum,
  transpose,
} as const satisfies Record<string, KernelEmitter>;

/** Those that look for elements that cannot be used. */
export const checkingKernels = { gather, oneHot, randomUniform } as const satisfies Record<string, CheckingKernel>;

export type KernelName = keyof typeof kernels;
