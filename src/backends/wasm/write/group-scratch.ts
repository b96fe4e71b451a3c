import type { Group } from "../../fuse/engine-value.ts";
import { extension } from "../extension.ts";
import type { Part } from "../threads/split.ts";
import { productScratch } from "./product.ts";

/** Bytes that a group needs while it runs, in the parts that it is written in. */
export function groupScratch(group: Group, parts?: readonly Part[]): number {
  if (group.kind === "product") return productScratch(group, parts);
  return group.kind === "lines" ? (extension.writers?.linesScratch(group) ?? 0) : 0;
}
