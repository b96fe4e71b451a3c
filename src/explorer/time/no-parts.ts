import type { TimeParts } from "./parts.ts";

/** Of a page that neither trains nor replays a training. */
export const timeParts: TimeParts | undefined = undefined;
