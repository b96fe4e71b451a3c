import type { ProgramValue } from "./messages.ts";
import { printValue } from "./print-value.ts";

/** Of dagrad's core, what shows a graph, and what a page reads one with. */
export interface Core {
  print(graph: unknown): string;
  parse(json: string): unknown;
}

/** Of dagrad/render, what draws one. */
export interface Render {
  svg(graph: unknown): Promise<string>;
}

/** What a module declares, by name: in which block, and what it is, which throws where its declaration was not reached. */
export type Declared = Readonly<Record<string, readonly [block: number, read: () => unknown]>>;

/** Graphs and pictures among what a program has declared, and what is asked for by name. */
export function programValues(declared: Declared, wanted: readonly string[], core: Core | undefined): ProgramValue[] {
  return Object.entries(declared).flatMap(([name, [block, read]]): ProgramValue[] => {
    try {
      const shown = shownValue(read(), name, block, core);
      return shown.kind !== "value" || wanted.includes(name) ? [shown] : [];
    } catch {
      return [];
    }
  });
}

/** With the pictures of graphs that no page can read, since they have ops of the program's. */
export async function withPictures(
  values: readonly ProgramValue[],
  declared: Declared,
  core: Core,
  render: () => Promise<Render>,
): Promise<ProgramValue[]> {
  const drawn = async (value: ProgramValue): Promise<ProgramValue> => {
    if (value.kind !== "graph" || isReadable(core, value.json)) return value;
    return { ...value, svg: await (await render()).svg(declared[value.name]?.[1]()) };
  };
  return Promise.all(values.map((value) => drawn(value).catch(() => value)));
}

function isReadable(core: Core, json: string): boolean {
  try {
    core.parse(json);
    return true;
  } catch {
    return false;
  }
}

const isGraph = (value: unknown): boolean => {
  const { format, nodes } = (value ?? {}) as { readonly format?: unknown; readonly nodes?: unknown };
  return typeof format === "string" && format.startsWith("dagrad/graph/") && typeof nodes === "object";
};

function shownValue(value: unknown, name: string, block: number, core: Core | undefined): ProgramValue {
  if (isGraph(value)) return { kind: "graph", name, block, json: JSON.stringify(value), text: core ? core.print(value) : "" };
  if (typeof value === "string" && /^\s*(?:<\?xml[^>]*>\s*)?<svg[\s>]/.test(value)) return { kind: "svg", name, block, svg: value };
  const text = typeof value === "string" ? value : printValue(value);
  try {
    return { kind: "value", name, block, text, value: structuredClone(value) };
  } catch {
    // What has functions stays in the worker.
    return { kind: "value", name, block, text };
  }
}
