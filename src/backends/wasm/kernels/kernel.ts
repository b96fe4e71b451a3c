import type { Attrs } from "../../../../graph/graph.ts";
import type { Place } from "../place.ts";
import type { CheckingSite, Site } from "../site.ts";

/**
 * Writes an op that is not elementwise: a loop, or several, from tensors at known addresses to one at another. The function that it is
 * written into runs once per execution; operands and result do not overlap.
 */
export type KernelEmitter<At extends Site = Site> = (site: At, inputs: readonly Place[], y: Place, attrs: Attrs) => void;

/** A kernel that looks for elements that cannot be used. */
export type CheckingKernel = KernelEmitter<CheckingSite>;
