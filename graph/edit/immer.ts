import { enablePatches, Immer } from "immer";

let own: Immer | undefined;

/**
 * An instance of its own: what an application sets on the immer that it shares does not reach graphs. Made by the first edit, for which
 * the files of Node load immer.
 */
export function immer(): Immer {
  if (own === undefined) {
    own = new Immer({ autoFreeze: true });
    enablePatches();
  }
  return own;
}
