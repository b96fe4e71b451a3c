/** What the plugins use of markdown-it, which VitePress brings: its types are in no package of this project. */
export interface Token {
  type: string;
  tag: string;
  info: string;
  content: string;
  map: [number, number] | null;
  children: Token[] | null;
  attrGet(name: string): string | null;
}

export interface BlockState {
  src: string;
  line: number;
  bMarks: number[];
  eMarks: number[];
  tShift: number[];
  push(type: string, tag: string, nesting: number): Token;
}

export interface CoreState {
  src: string;
  tokens: Token[];
  env: { frontmatter?: Readonly<Record<string, unknown>>; relativePath?: string };
  Token: new (type: string, tag: string, nesting: number) => Token;
}

export type Renderer = (tokens: Token[], i: number, options: unknown, env: CoreState["env"], self: unknown) => string;

export interface MarkdownIt {
  options: { highlight?: ((code: string, language: string, attributes: string) => string) | null };
  block: {
    ruler: {
      before(
        before: string,
        name: string,
        rule: (state: BlockState, from: number, to: number, silent: boolean) => boolean,
        options: { alt: string[] },
      ): void;
    };
  };
  core: { ruler: { push(name: string, rule: (state: CoreState) => void): void } };
  renderer: { rules: Record<string, Renderer | undefined> };
}
