import { saveFile } from "../page/save-file.ts";
import { later } from "./own-script.ts";
import type { Playground } from "./playground.ts";
import { readPlaygroundFile, writePlaygroundFile } from "./playground-file.ts";

/** Files that the page takes. */
export const accepted = ".csv,.tsv,.txt,.npy,.npz,.json,.safetensors";

/** Takes a file that was dropped, pasted or chosen: points, a saved playground or weights. What is wrong with it is said in the page. */
export async function takeFile(playground: Playground, name: string, bytes: Uint8Array): Promise<void> {
  try {
    if (/\.json$/i.test(name)) {
      const { settings, own, parameters } = readPlaygroundFile(new TextDecoder().decode(bytes), name);
      playground.change(settings, { ...(own && { own }), fresh: true });
      if (parameters !== undefined) playground.setAll(parameters);
      return;
    }
    const { readPoints, weightsIn } = await later();
    if (/\.safetensors$/i.test(name)) playground.setAll(weightsIn(bytes, name));
    else playground.change({ data: "own" }, { own: readPoints(name, bytes), fresh: true });
  } catch (error) {
    // The second script has classes of errors of its own.
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
export async function saveModel(playground: Playground): Promise<void> {
  const [built, state] = [playground.built.value, playground.state.value];
  if (!built || !state) return;
  saveFile("network.safetensors", (await later()).modelBytes(built.network, state.parameters), "application/octet-stream");
}

/** Has files and tables taken that are dropped or pasted anywhere on an element. */
export function takeDropped(element: HTMLElement, playground: Playground): void {
  const take = (data: DataTransfer | null): boolean => {
    const [file] = data?.files ?? [];
    if (file !== undefined) {
      void file.arrayBuffer().then((buffer) => takeFile(playground, file.name, new Uint8Array(buffer)));
      return true;
    }
    const pasted = data?.getData("text/plain") ?? "";
    if (!/[\d.][,;\t][\d.\s-]/.test(pasted)) return false;
    void takeFile(playground, "pasted.csv", new TextEncoder().encode(pasted));
    return true;
  };
  element.addEventListener("dragover", (event) => {
    event.preventDefault();
    element.toggleAttribute("data-dropping", true);
  });
  element.addEventListener("dragleave", () => element.toggleAttribute("data-dropping", false));
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    element.toggleAttribute("data-dropping", false);
    take(event.dataTransfer);
  });
  document.addEventListener("paste", (event) => {
    const [target] = event.composedPath();
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || (target as HTMLElement).isContentEditable) return;
    if (take(event.clipboardData)) event.preventDefault();
  });
}
