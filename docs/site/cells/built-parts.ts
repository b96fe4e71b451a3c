import type { Editor, EditorOptions, Types } from "../../../src/editor/editor.ts";

/** Parts that are built with the package and that the site keeps beside its pages; each is loaded when it is first asked for. */
const load = <T>(address: string): Promise<T> => import(/* @vite-ignore */ address);

/** What a listing may import, and where it lies. */
export const modules: Readonly<Record<string, string>> = Object.fromEntries(
  ["dagrad", "dagrad/onnx", "dagrad/torch", "dagrad/render"].map((name) => [name, `/editor/modules/${name.split("/").at(-1)}.js`]),
);

export const loadRunner = () => load<typeof import("../../../src/editor/run/run.ts")>("/editor/run.js");

let types: Types | undefined;

/** An editor that knows TypeScript: all cells share one compiler. */
export async function openEditor(element: HTMLElement, options: EditorOptions): Promise<Editor> {
  const { createEditor, startTypes } = await load<typeof import("../../../src/editor/editor.ts")>("/editor/editor.js");
  types ??= startTypes();
  return createEditor(element, { ...options, types });
}

/** A graph as JSON → pictures of it for light and dark pages. */
export async function pictureOf(json: string): Promise<{ readonly light: string; readonly dark: string }> {
  const { parse } = await load<typeof import("../../../src/index.ts")>(modules.dagrad as string);
  const { svg } = await load<typeof import("../../../src/render/index.ts")>(modules["dagrad/render"] as string);
  const graph = parse(JSON.parse(json));
  const drawn = (theme: "light" | "dark"): Promise<string> => svg(graph, { layout: "own", direction: "LR", theme });
  return { light: await drawn("light"), dark: await drawn("dark") };
}
