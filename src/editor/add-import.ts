/** One change of a text. */
export interface Change {
  readonly from: number;
  readonly insert: string;
}

/** What has code import one more name of a module: in the order of the alphabet into the list that is there, else as a first line. */
export function addImport(code: string, name: string, module: string): Change {
  const list = new RegExp(`^import\\s*\\{([^}]*)\\}\\s*from\\s*["']${module}["']`, "m").exec(code);
  if (!list) return { from: 0, insert: `import { ${name} } from "${module}";\n${code === "" || code.startsWith("\n") ? "" : "\n"}` };
  const start = list.index + list[0].indexOf("{") + 1;
  const names = Array.from((list[1] as string).matchAll(/[^\s,][^,]*/g));
  const bare = (text: string): string => text.replace(/^type /, "").toLowerCase();
  const next = names.find(([text]) => bare(text) > name.toLowerCase());
  if (next) return { from: start + next.index, insert: `${name}, ` };
  const last = names.at(-1);
  if (!last) return { from: start, insert: ` ${name} ` };
  return { from: start + last.index + last[0].trimEnd().length, insert: `, ${name}` };
}
