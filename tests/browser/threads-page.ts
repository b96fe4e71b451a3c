/** What the pages of the threads' tests load: the work on two threads, for the test to start. */
import { threadsWork } from "./threads-work.ts";

Object.assign(globalThis, { work: () => threadsWork(2) });
