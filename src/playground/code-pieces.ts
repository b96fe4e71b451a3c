const grammar =
  /(?<comment>\/\/.*)|(?<string>"[^"\n]*"|`[^`]*`)|(?<keyword>\b(?:import|from|export|default|const|return|for|await|of|let|if|as)\b)|(?<number>\b\d+(?:\.\d+)?(?:e-?\d+)?\b)|(?<call>\b[a-z]\w*(?=\())/gi;

/** Words of a program with their kinds: enough to read it by. */
export function piecesOf(code: string): { readonly text: string; readonly kind?: string }[] {
  const pieces: { readonly text: string; readonly kind?: string }[] = [];
  let at = 0;
  for (const match of code.matchAll(grammar)) {
    if (match.index > at) pieces.push({ text: code.slice(at, match.index) });
    const kind = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined)?.[0];
    pieces.push({ text: match[0], ...(kind !== undefined && { kind }) });
    at = match.index + match[0].length;
  }
  pieces.push({ text: code.slice(at) });
  return pieces;
}
