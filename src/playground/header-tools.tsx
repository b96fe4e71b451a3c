import { useState } from "preact/hooks";
import { ChapterMenu, FileMenu } from "./menus.tsx";
import type { Playground } from "./playground.ts";

/** What acts on the page as a whole: presets, undo, files, theme. */
export function HeaderTools({ playground, host }: { readonly playground: Playground; readonly host: HTMLElement }) {
  const { past, future } = playground.controls.value;
  const step = (label: string, keys: string, sign: string, isPossible: boolean, go: () => void) => (
    <button type="button" class="icon" aria-label={label} title={`${label} (${keys})`} disabled={!isPossible} onClick={go}>
      {sign}
    </button>
  );
  return (
    <>
      <ChapterMenu playground={playground} />
      {step("Undo", "Ctrl Z", "↶", past.length > 0, () => playground.undo())}
      {step("Redo", "Ctrl Shift Z", "↷", future.length > 0, () => playground.redo())}
      <FileMenu playground={playground} />
      <ThemeButton host={host} />
    </>
  );
}

const themes = ["auto", "light", "dark"] as const;

function ThemeButton({ host }: { readonly host: HTMLElement }) {
  const [theme, setTheme] = useState<(typeof themes)[number]>("auto");
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] as (typeof themes)[number];
  return (
    <button
      type="button"
      class="icon"
      aria-label={`Theme: ${theme}`}
      title={`Theme: ${theme}`}
      onClick={() => {
        setTheme(next);
        if (next === "auto") host.removeAttribute("data-theme");
        else host.setAttribute("data-theme", next);
        (host as HTMLElement & { painters: { request(): void } }).painters.request();
      }}
    >
      {theme === "dark" ? "☾" : theme === "light" ? "☀" : "◐"}
    </button>
  );
}
