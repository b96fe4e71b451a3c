import { checkKind } from "../../graph/check-kind.ts";
import type { Graph } from "../../graph/graph.ts";
import { defineExplorer, type ExplorerElement } from "./element.ts";
import { subjectHtml } from "./explorer-html.ts";
import { type ExplorerOptions, subjectOf } from "./explorer-options.ts";
import { katexModule } from "./page-scripts.ts";

/** What `explore` is told. */
export type ExploreOptions = ExplorerOptions;

/** An explorer in a page. */
export interface OpenedExplorer {
  /** `<dagrad-explorer>`, which stands in the element that was given, or is that element. */
  readonly element: HTMLElement;
  /** Takes it out of the page; a `<dagrad-explorer>` that was given stays there, empty. An element that goes with its surroundings needs no closing. */
  close(): void;
}

/**
 * Shows an explorer of a graph in an element of a page, in place of what is in it; in a `<dagrad-explorer>` that stands in the page, there. It is
 * as wide as the element, and as high where that has a height of its own.
 *
 *     explore(document.querySelector("#network"), network, { feeds: { X, y } })
 *
 * Errors: OpError where it is no element, for an unknown option or one of another kind; where values are given, or an output named, those of
 * `gradients`, `compile` and `run`.
 */
export function explore(element: Element, graph: Graph<any, any>, options: ExploreOptions = {}): OpenedExplorer {
  const isElement = typeof Element === "function" && element instanceof Element;
  checkKind(isElement, "explore", "element", "an element of the page", element, "pass one, as document.querySelector gives");
  const subject = subjectOf("explore", graph, options);
  defineExplorer();
  const isExplorer = element.localName === "dagrad-explorer";
  const shown = (isExplorer ? element : document.createElement("dagrad-explorer")) as ExplorerElement;
  shown.katex = katexModule;
  shown.writePage = subjectHtml;
  shown.subject = subject;
  if (!isExplorer) element.replaceChildren(shown);
  const { state } = shown;
  const close = (): void => {
    if (!isExplorer) shown.remove();
    // What shows something else by now is not this one's.
    else if (shown.state === state) shown.subject = undefined;
  };
  return { element: shown, close };
}
