/** What a page and the worker that runs a program tell each other. */

export interface Printed {
  /** The block, from 0, whose code printed it, or was running then. */
  readonly block: number;
  readonly kind: "log" | "warn" | "error";
  /** A line, or some; as Node prints it. */
  readonly text: string;
}

/**
 * What a program has declared at its top level, as far as a page can show it or asked for it. All of it is as the program made it: a page shows texts as texts, reads
 * graphs by `parse`, and shows an SVG as an image, never as elements.
 */
export type ProgramValue =
  | {
      readonly kind: "graph";
      readonly name: string;
      readonly block: number;
      /** What `parse` reads, where all its ops are dagrad's own. */
      readonly json: string;
      readonly text: string;
      /** Its picture, where it has other ops, which only the program knows, and "dagrad/render" is among the modules. */
      readonly svg?: string;
    }
  | { readonly kind: "svg"; readonly name: string; readonly block: number; readonly svg: string }
  | { readonly kind: "value"; readonly name: string; readonly block: number; readonly text: string; readonly value?: unknown };

/** An error that ended a program. */
export interface ProgramError {
  readonly message: string;
  readonly name?: string;
  /** Of dagrad's errors: which, and of which node. */
  readonly code?: string;
  readonly node?: string;
  /** Line of the module, from 1. */
  readonly line?: number;
}

export interface Start {
  readonly code: string;
  readonly addresses: readonly string[];
  /** Modules that are given as their texts, by the addresses that stand for them. */
  readonly blobs: Readonly<Record<string, Blob>>;
  /** Address of the core: what prints a graph. */
  readonly core: string | undefined;
  /** Address of what draws one. */
  readonly render: string | undefined;
  readonly wanted: readonly string[];
}

export type Report =
  /** All modules are loaded; the program's own code runs from now on. */
  | { readonly kind: "started" }
  | { readonly kind: "printed"; readonly printed: Printed }
  | { readonly kind: "done"; readonly values: readonly ProgramValue[] }
  | { readonly kind: "failed"; readonly error: ProgramError; readonly values: readonly ProgramValue[] };
