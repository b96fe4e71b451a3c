import { useLayoutEffect, useRef } from "preact/hooks";
import { exploredText } from "./explored.ts";
import { explorerScript } from "./load-explorer.ts";
import type { Playground } from "./playground.ts";

/** The explorer of the network as it is now, over the page. */
export function ExplorerDialog({ playground }: { readonly playground: Playground }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const isOpen = playground.exploring.value;
  useLayoutEffect(() => {
    const [built, state] = [playground.built.value, playground.state.value];
    if (!isOpen || !built || !state || !place.current) return;
    playground.running.value = false;
    dialog.current?.showModal();
    const point = playground.followed.value;
    const explored = { title: "From the playground", network: built.network, parameters: state.parameters, built, ...(point && { point }) };
    explorerScript().then(
      ({ open }) => place.current && open(place.current, exploredText(explored)),
      (error: Error) => {
        playground.failure.value = error.message;
        playground.exploring.value = false;
      },
    );
  }, [isOpen, playground]);
  if (!isOpen) return null;
  return (
    <dialog ref={dialog} class="explorer" aria-label="Explorer" onClose={() => (playground.exploring.value = false)}>
      <button type="button" class="close" onClick={() => dialog.current?.close()}>
        Back to the playground
      </button>
      <div ref={place} class="explorer-place" />
    </dialog>
  );
}
