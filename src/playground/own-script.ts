/** Marks the page's script where it is a file: what is loaded later lies beside it. */
export const scriptMark = "data-dagrad-playground";
/** Holds a program's network and training, where the page was written for one. */
export const givenId = "given";
/** The scripts of a page: its own, which is its worker's, too; what it loads when it is there; and what it loads when it is asked to. */
export const laterScripts = ["later", "explorer"] as const;
type ScriptName = "playground" | (typeof laterScripts)[number];

/** Where a script lies, where the page is not one file. */
function addressOf(name: ScriptName): string | undefined {
  const script = document.querySelector<HTMLScriptElement>(`script[${scriptMark}][src]`);
  return script === null ? undefined : name === "playground" ? script.src : new URL(`${name}.js`, script.src).href;
}

/** True where a server shows the page: then there is more beside it than a page of one file can hold. */
export const isServed = (): boolean => addressOf("playground") !== undefined;

/** The address of a file beside the page's script. */
export const beside = (path: string): string => new URL(path, addressOf("playground")).href;

/** The text of a script, where the page holds it. */
const textOf = (name: ScriptName): string =>
  name === "playground"
    ? (document.querySelector("script[type=module]:not([src])")?.textContent ?? "")
    : (JSON.parse(document.getElementById(name)?.textContent ?? '""') as string);

const blobOf = (text: string): string => URL.createObjectURL(new Blob([text], { type: "text/javascript" }));

/**
 * A worker that runs the page's script, or the larger one. It starts from a blob, since policies allow no other and a page from disk has no
 * address that it may load; as a classic script, since from disk a module may not be a blob.
 */
export function startWorker(larger: boolean): Worker {
  const name = larger ? "later" : "playground";
  const address = addressOf(name);
  return new Worker(blobOf(address === undefined ? textOf(name) : `importScripts(${JSON.stringify(address)});`));
}

const loading = new Map<ScriptName, Promise<unknown>>();

/** Loads a script, once; it leaves what it has at a name of its own. */
export function loaded<T>(name: ScriptName, left: string): Promise<T> {
  const known = loading.get(name);
  if (known !== undefined) return known as Promise<T>;
  const promise = new Promise<T>((resolve, reject) => {
    const script = document.createElement("script");
    script.src = addressOf(name) ?? blobOf(textOf(name));
    script.onload = () => resolve((globalThis as unknown as Record<string, T>)[left] as T);
    script.onerror = () => reject(new Error(`playground: ${name}.js did not load`));
    document.head.append(script);
  });
  loading.set(name, promise);
  return promise;
}
