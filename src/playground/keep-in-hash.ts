import { effect } from "@preact/signals";
import type { Playground } from "./playground.ts";
import { readHash, writeHash } from "./settings-hash.ts";

/** Keeps what the controls say, the point that is followed and the open pane in the page's address, and follows an address that somebody typed. Returns what ends that. */
export function keepInHash(playground: Playground): () => void {
  let written = location.hash;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = effect(() => {
    const [follow, pane] = [playground.followed.value, playground.pane.value];
    const hash = `#${writeHash(playground.settings.value, playground.own.value, { pane, ...(follow && { follow }) })}`;
    clearTimeout(timer);
    // A slider that is drawn changes it often; browsers refuse more than some in a second.
    timer = setTimeout(() => {
      if (hash === location.hash || (hash === "#" && location.hash === "")) return;
      written = hash;
      history.replaceState(null, "", hash === "#" ? location.pathname + location.search : hash);
    }, 150);
  });
  const follow = (): void => {
    if (location.hash === written) return;
    written = location.hash;
    const { settings, own, shown } = readHash(location.hash);
    playground.pane.value = shown.pane ?? "code";
    if (writeHash(settings, own) !== writeHash(playground.settings.value, playground.own.value))
      playground.change(settings, own === undefined ? {} : { own });
    playground.follow(shown.follow);
  };
  addEventListener("hashchange", follow);
  return () => {
    stop();
    clearTimeout(timer);
    removeEventListener("hashchange", follow);
  };
}
