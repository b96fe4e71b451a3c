/** An object (with the keys met so far) or a list (without) that is open at a place of the text, and the key or index there. */
interface Open {
  readonly keys: Set<string> | undefined;
  at: string | number;
}

/**
 * Where a JSON text gives the same key twice in one object, or undefined; JSON.parse takes the last without a word.
 * `text` is valid JSON. One pass, without recursion.
 */
export function duplicateKey(text: string): (string | number)[] | undefined {
  const open: Open[] = [];
  let expectsKey = false;
  for (let i = 0; i < text.length; i++) {
    const top = open[open.length - 1];
    switch (text[i]) {
      case "{":
        open.push({ keys: new Set(), at: "" });
        expectsKey = true;
        break;
      case "[":
        open.push({ keys: undefined, at: 0 });
        expectsKey = false;
        break;
      case "}":
      case "]":
        open.pop();
        expectsKey = false;
        break;
      case ",":
        expectsKey = top?.keys !== undefined;
        if (typeof top?.at === "number") top.at++;
        break;
      case '"': {
        const end = endOfString(text, i);
        if (expectsKey && top?.keys) {
          const raw = text.slice(i + 1, end);
          const key: string = raw.includes("\\") ? JSON.parse(`"${raw}"`) : raw;
          top.at = key;
          if (top.keys.has(key)) return open.map(({ at }) => at);
          top.keys.add(key);
          expectsKey = false;
        }
        i = end;
      }
    }
  }
  return undefined;
}

/** The index of the quote that closes the string opened at `start`. */
function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (text[i] !== '"') i += text[i] === "\\" ? 2 : 1;
  return i;
}
