/** What lays out graphs where nothing says what: in Node Graphviz, which comes with the package. */
export const defaultLayout = "graphviz";
