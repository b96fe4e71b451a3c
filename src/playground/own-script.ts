import type { Later } from "./later.ts";

/** Marks the page's script where it is a file: what is loaded later lies beside it. */
export const scriptMark = "data-dagrad-playground";
/** Holds a program's network and training, where the page was written for one. */
export const givenId = "given";
/** Holds the text of what is loaded later, where the page is one file. */
export const laterId = "later";

/** The address of one of the two scripts, where the page is not one file. */
function addressOf(larger: boolean): string | undefined {
  const script = document.querySelector<HTMLScriptElement>(`script[${scriptMark}][src]`);
  return script === null ? undefined : larger ? new URL("later.js", script.src).href : script.src;
}

/** The text of one of the two scripts, where the page holds them. */
const textOf = (larger: boolean): string =>
  larger
    ? (JSON.parse(document.getElementById(laterId)?.textContent ?? '""') as string)
    : (document.querySelector("script[type=module]:not([src])")?.textContent ?? "");

const blobOf = (text: string): string => URL.createObjectURL(new Blob([text], { type: "text/javascript" }));

/**
 * A worker that runs the page's script, or the larger one. It starts from a blob, since policies allow no other and a page from disk has no
 * address that it may load; as a classic script, since from disk a module may not be a blob.
 */
export function startWorker(larger: boolean): Worker {
  const address = addressOf(larger);
  return new Worker(blobOf(address === undefined ? textOf(larger) : `importScripts(${JSON.stringify(address)});`));
}

let loading: Promise<Later> | undefined;

/** Loads what the page shows after it is there, once. */
export function later(): Promise<Later> {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = addressOf(true) ?? blobOf(textOf(true));
    script.onload = () => resolve((globalThis as { dagradLater?: Later }).dagradLater as Later);
    script.onerror = () => reject(new Error("playground: the second script did not load"));
    document.head.append(script);
  });
  return loading;
}
