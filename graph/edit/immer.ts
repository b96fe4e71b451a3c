import { enablePatches, Immer } from "immer";

/** An instance of its own: what an application sets on the immer that it shares does not reach graphs. */
export const immer = new Immer({ autoFreeze: true });
enablePatches();
