import base from "../../typedoc.config.mjs";

const here = (path) => `../../${path}`;
const { dagrad } = base.externalSymbolLinkMappings;

/** The reference of all functions and types as a part of the site: "See softmaxOp" leads to the page of softmax. */
export default {
  ...base,
  entryPoints: base.entryPoints.map(here),
  tsconfig: here("tsconfig.json"),
  out: here("out/site/api"),
  customCss: "api.css",
  titleLink: "/",
  // `npm run docs` is strict.
  treatWarningsAsErrors: false,
  navigationLinks: { Guide: "/getting-started.html", Book: "/the-book.html", Ops: "/ops.html" },
  externalSymbolLinkMappings: {
    dagrad: Object.fromEntries(
      Object.entries(dagrad).map(([name, to]) => [name, to.includes("ops.md#") ? `/ops/${name.replace(/Op$/, "")}.html` : to]),
    ),
  },
};
