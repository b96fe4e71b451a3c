/** The layout programs of Graphviz that graphviz-cli offers. */
export const layoutEngines = ["dot", "neato", "fdp", "circo", "twopi", "osage"] as const;
export type LayoutEngine = (typeof layoutEngines)[number];

/** Quoted text only, or HTML-like tables too. */
export type LayoutLabels = "plain" | "html";
