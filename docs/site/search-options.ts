interface Markdown {
  readonly options: { highlight?: unknown };
  render(text: string, env: Page): string;
}
interface Page {
  readonly frontmatter?: { readonly search?: boolean; readonly op?: string };
}

/** Of VitePress's local search. Functions go to the pages as text, so they use nothing from outside themselves. */
export const searchOptions = {
  disableDetailedView: true,
  /** The source of an op is found by the op: its words are those of all ops. */
  _render: (text: string, env: Page, md: Markdown): string => {
    // What is searched has no colours, which take most of a build.
    md.options.highlight = null;
    const html = md.render(text, env);
    if (env.frontmatter?.search === false) return "";
    return env.frontmatter?.op === undefined ? html : html.replace(/<h2 id="source"[\s\S]*$/, "");
  },
  miniSearch: {
    searchOptions: {
      /** Who writes the whole name of an op wants its page, and of a heading, what stands below it. */
      boostDocument: (id: string, term: string, fields?: { readonly title?: unknown }): number => {
        const isWhole =
          String(fields?.title ?? "")
            .trim()
            .toLowerCase() === term.toLowerCase();
        return isWhole ? (/^\/ops\//.test(id) ? 40 : 4) : 1;
      },
    },
  },
};
