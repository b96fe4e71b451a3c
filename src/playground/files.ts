import { saveFile } from "../page/save-file.ts";
import { modelBytes, weightsIn } from "./network-texts.ts";
import type { Playground } from "./playground.ts";
import { readPlaygroundFile, writePlaygroundFile } from "./playground-file.ts";
import { readPoints } from "./read-points.ts";

/** Files that the page takes. */
export const accepted = ".csv,.tsv,.txt,.npy,.npz,.json,.safetensors";

/** Takes a file that was dropped, pasted or chosen: points, a saved playground or weights. What is wrong with it is said in the page. */
export function takeFile(playground: Playground, name: string, bytes: Uint8Array): void {
  try {
    if (/\.json$/i.test(name)) {
      const { settings, own, parameters } = readPlaygroundFile(new TextDecoder().decode(bytes), name);
      playground.change(settings, { ...(own && { own }), fresh: true });
      if (parameters !== undefined) playground.setAll(parameters);
      return;
    }
    if (/\.safetensors$/i.test(name)) playground.setAll(weightsIn(bytes, name));
    else playground.change({ data: "own" }, { own: readPoints(name, bytes), fresh: true });
  } catch (error) {
    playground.failure.value = (error as Error).message;
  }
}

/** Saves controls, points and weights. */
export function savePlayground(playground: Playground): void {
  const [built, state] = [playground.built.value, playground.state.value];
  if (!built || !state) return;
  const { settings, own } = playground.controls.value.present;
  saveFile(
    "playground.dagrad.json",
    writePlaygroundFile({ settings, ...(own && { own }), parameters: state.parameters }, built.network),
    "application/json",
  );
}

/** Saves the trained network as `loadModel` reads it. */
export function saveModel(playground: Playground): void {
  const [built, state] = [playground.built.value, playground.state.value];
  if (!built || !state) return;
  saveFile("network.safetensors", modelBytes(built.network, state.parameters), "application/octet-stream");
}

/** Takes what was dropped or pasted: a file, or a table as text. */
export function takeTransfer(playground: Playground, file: File | undefined, pasted: string): void {
  if (file !== undefined) void file.arrayBuffer().then((buffer) => takeFile(playground, file.name, new Uint8Array(buffer)));
  else takeFile(playground, "pasted.csv", new TextEncoder().encode(pasted));
}
