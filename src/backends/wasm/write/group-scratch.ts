import type { Group } from "../../fuse/engine-value.ts";
import { given } from "../../fuse/extension.ts";
import { extension } from "../extension.ts";
import type { Part } from "../threads/split.ts";
import { partScratch, productScratch } from "./product.ts";

/** Bytes that a group needs while it runs, in the parts that it is written in. */
export function groupScratch(group: Group, parts?: readonly Part[]): number {
  if (group.kind === "product") return productScratch(group, parts);
  if (group.kind !== "lines") return 0;
  const { longLineScratch, linesScratch } = given(extension.writers);
  return longLineScratch(group) + (parts?.length ?? 1) * linesScratch(group);
}

/** Bytes of it that are each part's own. */
export function scratchOfPart(group: Group, part: Part): number {
  if (group.kind === "product") return partScratch(group, part);
  return group.kind === "lines" ? given(extension.writers).linesScratch(group) : 0;
}
