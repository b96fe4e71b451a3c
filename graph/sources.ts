import { GraphBuilder } from "./builder.ts";
import { checkKind } from "./check-kind.ts";
import type { Graph, Node, NodeId } from "./graph.ts";

/** A place in a source. */
export interface Source {
  /** A path, or an address where code comes from one. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** Where nodes were made: beside the graph, so that JSON, printed text and comparisons see data alone. Edits hand on the nodes that they leave. */
const sources = new WeakMap<Node, Source>();

/** How often it is being recorded now, by whom. */
let recordings = 0;
const { apply, leaf } = GraphBuilder.prototype;

/**
 * Runs `build`, gives what it gives, and remembers of each node that it makes the place outside of dagrad that called for it; until it settles where
 * it is asynchronous. Explorers then show the code of the graph: `explorerHtml` and `explore` of "dagrad/explorer".
 *
 *     const network = recordSources(() => graph({ X: f32("batch", 2) }, ({ X }) => ({ y: relu(dense(X, { units: 3 })) })));
 *
 * It costs a stack trace for each node, so it is asked for. Places are beside the graph: JSON has none. What JavaScript runs is what is told: the lines
 * of a module that was translated, without a source map, are those of the translation; where a bundler has put dagrad and the program into one
 * file, nothing is known.
 *
 * Errors: OpError where it is no function; those of `build`.
 */
export function recordSources<T>(build: () => T): T {
  const cure = "pass () => graph(…)";
  checkKind(typeof build === "function", "recordSources", "build", "a function that makes a graph", build, cure);
  if (recordings++ === 0) {
    GraphBuilder.prototype.apply = function (...given) {
      return noted(this, apply.apply(this, given));
    };
    GraphBuilder.prototype.leaf = function (...given) {
      return noted(this, leaf.apply(this, given));
    };
  }
  const stop = (): void => {
    if (--recordings > 0) return;
    GraphBuilder.prototype.apply = apply;
    GraphBuilder.prototype.leaf = leaf;
  };
  let settles = false;
  try {
    const made = build();
    if (made instanceof Promise) {
      settles = true;
      return made.finally(stop) as T;
    }
    return made;
  } finally {
    if (!settles) stop();
  }
}

/** Where a node was made, if that was recorded and is known. */
export function sourceOf(graph: Graph<any, any>, id: NodeId): Source | undefined {
  const node = Object.hasOwn(graph.nodes, id) ? graph.nodes[id] : undefined;
  return node && sources.get(node);
}

function noted<T extends { readonly id: NodeId }>(builder: GraphBuilder, made: T): T {
  const node = builder.nodes.get(made.id);
  // What a composite is made of is made before it, by the same call.
  const source = node && !sources.has(node) ? firstOutside(stack()) : undefined;
  if (node && source) sources.set(node, source);
  return made;
}

/** Frames that are looked through: composites call composites, inside of loops. */
const deepest = 60;

function stack(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = deepest;
  const text = new Error().stack ?? "";
  Error.stackTraceLimit = limit;
  return text;
}

/** "at f (file:///a.ts:3:5)", "at /a.js:3:5", "f@https://host/a.js:3:5"; of notebooks and consoles "at <anonymous>:3:5", "at evalmachine.<anonymous>:3:5", "at REPL2:3:5". */
const frame = /((?:[a-z][\w+.-]*:\/\/|\/|[A-Za-z]:[\\/])[^()\n]*?|(?:\w+\.)?<anonymous>|\bREPL\d+):(\d+):(\d+)\)?$/;

/** dagrad's own files: those of the folders of its sources; the one that it was bundled into, and those that Vite has put beside it. */
const own = import.meta.url.replace(/[?#].*$/, "");
const folder = own.replace(/[^/]*\/[^/]*$/, "");
const inFolder = /^(?:graph|ops|src|node|browser|explorer)\//;
const beside = own.includes("/.vite/") ? own.replace(/[^/]*$/, "") : undefined;
const isOwn = (file: string): boolean =>
  file.replace(/\?.*$/, "") === own ||
  (file.startsWith(folder) && inFolder.test(file.slice(folder.length))) ||
  (beside !== undefined && file.startsWith(beside));

/** The place of the first frame that is none of dagrad's. */
export function firstOutside(text: string): Source | undefined {
  for (const line of text.split("\n")) {
    const [, file, row, column] = frame.exec(line.trim()) ?? [];
    if (file === undefined || isOwn(file) || isOwn(`file://${file}`)) continue;
    return { file: file.replace(/^file:\/\/(?=\/)/, "").replace(/\?.*$/, ""), line: Number(row), column: Number(column) };
  }
  return undefined;
}
