/* The entry dagrad/explorer: a page of one graph, its picture, formula, code, values and gradients. For pages the build has another file take the place of the one that needs Node. */

export { recordSources, type Source } from "../../graph/sources.ts";
export { type ExploreOptions, explore, type OpenedExplorer } from "./explore.ts";
export { explorerHtml } from "./explorer-html.ts";
export type { ComparedGraph, ExplorerOptions, GivenSnapshot } from "./explorer-options.ts";
export type { GivenSources } from "./recorded-sources.ts";
export type { Sources } from "./subject.ts";
