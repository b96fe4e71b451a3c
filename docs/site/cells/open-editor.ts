import type { Editor, EditorOptions, Types } from "../../../src/editor/editor.ts";

/** Where the site keeps the editor, which is built with the package. */
const address = "/editor/editor.js";

let types: Types | undefined;

/** Loads the editor when it is first asked for, and the compiler beside it; then all cells share them. */
export async function openEditor(element: HTMLElement, options: EditorOptions): Promise<Editor> {
  const { createEditor, startTypes } = (await import(/* @vite-ignore */ address)) as typeof import("../../../src/editor/editor.ts");
  types ??= startTypes();
  return createEditor(element, { ...options, types });
}
