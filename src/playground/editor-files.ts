import { beside, isServed } from "./own-script.ts";

/** What of the editor's files is used: src/editor, which is built into files of its own. */
interface EditorModule {
  createEditor(element: HTMLElement, options: EditorOptions): Editor;
  startTypes(): unknown;
}
interface EditorOptions {
  readonly value: string;
  readonly label: string;
  readonly types: unknown;
  readonly onChange: () => void;
  readonly onCheck: (marks: readonly Mark[]) => void;
  readonly onRun: () => void;
}
export interface Editor {
  value: string;
  markLines(lines: readonly { readonly line: number; readonly sentence: string }[]): void;
  destroy(): void;
}
export interface Mark {
  readonly severity: string;
  readonly sentence: string;
}

/** And of what runs programs. */
interface RunModule {
  run(code: readonly string[], options: { readonly modules: Readonly<Record<string, string>>; readonly values: readonly string[] }): Run;
}
export interface Run {
  readonly result: Promise<RunResult>;
  stop(): void;
}
interface RunResult {
  readonly values: readonly { readonly kind: string; readonly name: string; readonly value?: unknown }[];
  readonly error?: { readonly message: string; readonly at?: { readonly block: number; readonly line: number } };
}

export type EditorFiles = EditorModule & RunModule & { readonly modules: Readonly<Record<string, string>> };

/** True where a server has them: a page of one file does not. */
export const hasEditor = async (): Promise<boolean> =>
  isServed() &&
  (await fetch(beside("editor/editor.js"), { method: "HEAD" }).then(
    ({ ok }) => ok,
    () => false,
  ));

/** What edits, checks and runs programs: files that a server has beside the page's script, in editor/, and dagrad's core as a module. */
export async function editorFiles(): Promise<EditorFiles> {
  const [{ createEditor, startTypes }, { run }] = await Promise.all([
    import(/* @vite-ignore */ beside("editor/editor.js")) as Promise<EditorModule>,
    import(/* @vite-ignore */ beside("editor/run.js")) as Promise<RunModule>,
  ]);
  return { createEditor, startTypes, run, modules: { dagrad: beside("dagrad.js") } };
}
