/** A page of the site before VitePress has it: Markdown, and where in the repository it stands. */
export interface SitePage {
  /** From the root of the site: "book/chapter-5.md". */
  readonly path: string;
  /** The file of the repository whose text it is; its links are relative to that. */
  readonly origin: string;
  /** Lines of the origin above the text, so that a line of the page can be found there. */
  readonly above: number;
  readonly text: string;
  /** What VitePress and the theme are told. */
  readonly front?: Readonly<Record<string, unknown>>;
}

/** The first heading of a text. */
export const titleOf = (text: string): string => /^#+ +(.+)$/m.exec(text)?.[1] ?? "";
