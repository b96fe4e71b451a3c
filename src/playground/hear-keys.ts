import type { Playground } from "./playground.ts";

/**
 * Keys that hold everywhere on an element, and where nothing of the page has the focus, as after a line is drawn: Ctrl Z and Ctrl Shift Z, and the
 * number of the class that is drawn next. Not where something is typed; until that is aborted.
 */
export function hearKeys(element: HTMLElement, playground: Playground, signal: AbortSignal): void {
  const hear = (event: KeyboardEvent): void => {
    const path = event.composedPath();
    const target = path[0] as HTMLElement;
    if (event.defaultPrevented || (target !== document.body && !path.includes(element))) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && event.key.toLowerCase() === "z" && !isTyped(target, "[type=range],[type=checkbox],[type=radio],select")) {
      event.preventDefault();
      if (event.shiftKey) playground.redo();
      else playground.undo();
    } else if (!isCommand && !event.altKey && /^[0-4]$/.test(event.key) && !isTyped(target)) playground.tool.value = Number(event.key);
  };
  document.addEventListener("keydown", hear, { signal });
}

/** True where a key is text, a value or a choice; `but` are controls that do nothing with it. */
const isTyped = (target: HTMLElement, but = ":not(*)"): boolean =>
  target.isContentEditable || (target.matches("input,textarea,select") && !target.matches(but));
