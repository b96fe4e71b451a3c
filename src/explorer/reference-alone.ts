import type { Backend } from "../backends/backend.ts";
import { reference } from "../backends/reference/reference.ts";

/* In the script of pages of the book the build puts this in the place of src/backends/auto.ts: they run on the reference, without the engine. */

export const auto = (): Backend => reference;
