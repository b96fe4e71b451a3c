import type { Code, Completion, Hover, Mark } from "./code-checker.ts";
import type { Answer, Question } from "./questions.ts";

/** What TypeScript knows of code. All editors of a page share one. */
export interface Types {
  check(code: Code): Promise<readonly Mark[]>;
  hover(code: Code, position: number): Promise<Hover | undefined>;
  complete(code: Code, position: number): Promise<{ readonly from: number; readonly completions: readonly Completion[] }>;
  describe(code: Code, position: number, name: string, module?: string): Promise<Omit<Hover, "from" | "to"> | undefined>;
}

let started: Types | undefined;

/**
 * A worker with the compiler and dagrad's declarations, 1.2 MB gzipped, which lie beside this file; whoever asks again gets the same. Each
 * question is answered by a promise, which fails where the files cannot be loaded.
 */
export function startTypes(): Types {
  started ??= startWorker();
  return started;
}

function startWorker(): Types {
  const address = new URL("./types-worker.js", import.meta.url).href;
  const worker = new Worker(URL.createObjectURL(new Blob([importing(address)], { type: "text/javascript" })), { type: "module" });
  const waiting = new Map<number, { readonly resolve: (answer: any) => void; readonly reject: (error: Error) => void }>();
  let asked = 0;
  let failure: Error | undefined;
  worker.addEventListener("message", ({ data: { number, answer, refusal } }: MessageEvent<Answer>) => {
    const { resolve, reject } = waiting.get(number) ?? {};
    waiting.delete(number);
    if (refusal === undefined) resolve?.(answer);
    else reject?.(new Error(refusal));
  });
  worker.addEventListener("error", ({ message }) => {
    failure = new Error(`the worker could not start: ${message || `no ${address}`}`);
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
    // Whoever asks next begins anew.
    started = undefined;
  });
  const ask = (question: Omit<Question, "number">): Promise<any> =>
    new Promise((resolve, reject) => {
      if (failure) return reject(failure);
      waiting.set(++asked, { resolve, reject });
      worker.postMessage({ ...question, number: asked } satisfies Question);
    });
  return {
    check: (code) => ask({ ask: "check", code }),
    hover: (code, position) => ask({ ask: "hover", code, position }),
    complete: (code, position) => ask({ ask: "complete", code, position }),
    describe: (code, position, name, module) => ask({ ask: "describe", code, position, name, ...(module !== undefined && { module }) }),
  };
}

/**
 * A policy may allow no workers but those that a page writes itself. What such a worker imports at once counts as a worker, too; what it
 * imports later is a script, which may come from where the page's come from. What is asked meanwhile is kept.
 */
const importing = (address: string): string => `const early = [];
onmessage = ({ data }) => early.push(data);
import(${JSON.stringify(address)}).then(
  ({ serve }) => { onmessage = null; serve(early); },
  (error) => setTimeout(() => { throw error; }),
);
`;
