import { codeOf } from "./code-of.ts";
import type { Playground } from "./playground.ts";

/** The program that the controls write. */
export function CodePane({ playground }: { readonly playground: Playground }) {
  const task = playground.built.value?.task;
  if (task === undefined) return null;
  if (playground.given.value !== undefined) return <p class="soft">The code of this network is in {playground.given.value.title}.</p>;
  const code = codeOf(playground.settings.value, task, playground.own.value);
  return (
    <div class="code">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <div class="code-scroll" tabIndex={0} role="region" aria-label="TypeScript of this network and its training">
        <pre>
          <code>
            {piecesOf(code).map(({ text, kind }, i) =>
              kind === undefined ? (
                text
              ) : (
                <span key={`${i} ${kind}`} class={kind}>
                  {text}
                </span>
              ),
            )}
          </code>
        </pre>
      </div>
      <button type="button" class="copy" onClick={() => void navigator.clipboard?.writeText(code)}>
        Copy
      </button>
    </div>
  );
}

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
