import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { atOnce } from "../../page/at-once.ts";
import type { State } from "../state.ts";
import { isLarge } from "./is-large.ts";

/** What takes long to make of a large graph: made when it comes into view, or is printed, and from then on there. */
export function WhenSeen({ state, children }: { readonly state: State; readonly children: ComponentChildren }) {
  const place = useRef<HTMLParagraphElement>(null);
  const isSeen = useSignal(!isLarge(state.exploration.value.subject.graph));
  useLayoutEffect(() => {
    if (place.current === null) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) isSeen.value = true;
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [isSeen]);
  usePrinting(isSeen);
  if (isSeen.value) return <>{children}</>;
  return (
    <p ref={place} class="hint unseen">
      …
    </p>
  );
}

/** Sets a signal as soon as the page is printed, and draws what it shows before the printer looks. */
export function usePrinting(isNeeded: Signal<boolean>): void {
  useLayoutEffect(() => {
    if (isNeeded.peek()) return;
    const print = () => atOnce(() => void (isNeeded.value = true));
    addEventListener("beforeprint", print);
    return () => removeEventListener("beforeprint", print);
  }, [isNeeded]);
}
