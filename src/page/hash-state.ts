import { effect, type Signal } from "@preact/signals";

/** A part of what a page shows as a word in its address, after "#". */
export interface HashPart {
  readonly name: string;
  /** What it is now; undefined where it is as in a page that has just been opened. */
  write(): string | undefined;
  /** Makes it what an address says. What does not fit is left as it is: addresses are anybody's text. */
  read(text: string): void;
}

/** One signal of a few words. */
export const wordPart = <T extends string>(name: string, value: Signal<T>, words: readonly T[], first = value.peek()): HashPart => ({
  name,
  write: () => (value.value === first ? undefined : value.value),
  read: (text) => {
    if ((words as readonly string[]).includes(text)) value.value = text as T;
  },
});

/** One signal that is on or off. */
export const switchPart = (name: string, value: Signal<boolean>, first = value.peek()): HashPart => ({
  name,
  write: () => (value.value === first ? undefined : value.value ? "on" : "off"),
  read: (text) => {
    value.value = text === "on";
  },
});

/** "#view=layers&sample=170" of all parts that are not as at first; "" where all are. */
export function hashOf(parts: readonly HashPart[]): string {
  const words = new URLSearchParams();
  for (const { name, write } of parts) {
    const text = write();
    if (text !== undefined) words.set(name, text);
  }
  const hash = words.toString().replaceAll("+", "%20");
  return hash === "" ? "" : `#${hash}`;
}

/** Makes the parts what "#…" says. */
export function readHash(parts: readonly HashPart[], hash: string): void {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  for (const { name, read } of parts) {
    const text = words.get(name);
    try {
      if (text !== null) read(text);
    } catch {
      // An address that nobody wrote: it stays as it is.
    }
  }
}

/** Has the page's address follow the parts, and the parts the address. What is returned ends it. */
export function bindHash(parts: readonly HashPart[]): () => void {
  readHash(parts, location.hash);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = effect(() => {
    const hash = hashOf(parts);
    clearTimeout(timer);
    // A slider says a hundred addresses a second, and browsers refuse that many.
    timer = setTimeout(() => {
      if (hash !== location.hash) history.replaceState(null, "", hash === "" ? location.pathname + location.search : hash);
    }, 150);
  });
  const follow = () => readHash(parts, location.hash);
  addEventListener("hashchange", follow);
  return () => {
    stop();
    clearTimeout(timer);
    removeEventListener("hashchange", follow);
  };
}
