/** Of sucrase's parser, which its main file does not export: what finds imports and names. */
declare module "sucrase/dist/parser/index.js" {
  export interface Token {
    readonly type: number;
    readonly start: number;
    readonly end: number;
    readonly identifierRole: number | null;
  }
  export function parse(code: string, jsx: boolean, typescript: boolean, flow: boolean): { readonly tokens: readonly Token[] };
}
