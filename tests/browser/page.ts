/** What the pages load: the work, for the test to start. */
import { work } from "./work.ts";

Object.assign(globalThis, { work });
