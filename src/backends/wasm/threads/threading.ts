import type { Threading } from "../threading.ts";
import { crewOf, weightOf } from "./crew.ts";
import { threadsAreGranted } from "./granted.ts";
import { partsOf } from "./parts-of-group.ts";
import { writeParts } from "./write-parts.ts";

/** So many threads for the engine. */
export const threadingOf = (threads: number): Threading => ({
  partsOf: (group) => partsOf(group, threads),
  granted: threadsAreGranted,
  writeParts,
  crewOf,
  weightOf,
});
