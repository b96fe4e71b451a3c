/** A call in Python text: np.sum(x, axis=1)[0]. */
export interface PythonCall {
  /** "sum" */
  readonly name: string;
  /** Those by position, and those by name. */
  readonly args: readonly string[];
  readonly named: Readonly<Record<string, string>>;
  /** What stands in square brackets behind it, where something does. */
  readonly subscript: string | undefined;
}

const closing: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** The position behind the bracket that closes the one at `start`. */
function behindBracket(text: string, start: number): number {
  const open: string[] = [];
  for (let at = start; at < text.length; at++) {
    const character = text[at] as string;
    if (character === '"') at = text.indexOf('"', at + 1);
    else if (closing[character] !== undefined) open.push(closing[character]);
    else if (character === open.at(-1) && open.pop() !== undefined && open.length === 0) return at + 1;
  }
  return text.length;
}

/** The parts of a text between separators outside of brackets and quotes. */
export function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') at = text.indexOf('"', at + 1);
    else if (closing[text[at] as string] !== undefined) at = behindBracket(text, at) - 1;
    else if (text.startsWith(separator, at)) {
      parts.push(text.slice(start, at));
      start = at + separator.length;
    }
  }
  return [...parts, text.slice(start)];
}

/** True for a name, a call or a subscript, behind which .long() may stand. */
export const isPythonAtom = (text: string): boolean => {
  for (let at = 0; at < text.length; at++) {
    if (closing[text[at] as string] !== undefined) at = behindBracket(text, at) - 1;
    else if (!/[\p{L}\p{N}_.]/u.test(text[at] as string)) return false;
  }
  return !/^[\d.]/.test(text);
};

/** Writes the calls of functions of `module` in a text, innermost first, in other words. */
export function rewriteCalls(text: string, module: string, write: (call: PythonCall) => string): string {
  const head = new RegExp(`\\b${module}((?:\\.\\w+)+)\\(`);
  const found = head.exec(text);
  if (found === null) return text;
  const open = found.index + found[0].length - 1;
  const end = behindBracket(text, open);
  const list = splitOutside(text.slice(open + 1, end - 1), ", ").map((one) => rewriteCalls(one, module, write));
  const given = list.filter((one) => one !== "").map((one) => /^(\w+)=(?!=)(.*)$/s.exec(one) ?? one);
  const bracket = text[end] === "[" ? behindBracket(text, end) : end;
  const written = write({
    name: (found[1] as string).slice(1),
    args: given.filter((one) => typeof one === "string"),
    named: Object.fromEntries(given.flatMap((one) => (typeof one === "string" ? [] : [[one[1] as string, one[2] as string]]))),
    subscript: bracket === end ? undefined : rewriteCalls(text.slice(end + 1, bracket - 1), module, write),
  });
  return text.slice(0, found.index) + written + rewriteCalls(text.slice(bracket), module, write);
}
