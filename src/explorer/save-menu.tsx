import { useRef } from "preact/hooks";
import { Icon } from "../page/icons.tsx";
import { canSavePage, savePage, savePng, saveSvg } from "./save.ts";
import type { State } from "./state.ts";

/** What of this page can be kept. */
export function SaveMenu({ state }: { readonly state: State }) {
  const menu = useRef<HTMLDetailsElement>(null);
  const item = (label: string, run: () => void) => (
    <button
      type="button"
      onClick={() => {
        if (menu.current) menu.current.open = false;
        run();
      }}
    >
      {label}
    </button>
  );
  return (
    <details
      ref={menu}
      class="menu"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !menu.current?.open) return;
        event.stopPropagation();
        menu.current.open = false;
        menu.current.querySelector("summary")?.focus();
      }}
      onFocusOut={({ relatedTarget }) => {
        if (menu.current && relatedTarget !== null && !menu.current.contains(relatedTarget as Node)) menu.current.open = false;
      }}
    >
      <summary class="quiet" aria-label="Save or print" title="save or print">
        <Icon name="save" />
      </summary>
      <div>
        {canSavePage(state) && item("Page with these values (.html)", () => savePage(state))}
        {item("Picture (.svg)", () => saveSvg(state))}
        {item("Picture (.png)", () => savePng(state))}
        {item("Print", () => print())}
      </div>
    </details>
  );
}
