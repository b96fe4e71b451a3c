import { later } from "./load-later.ts";
import type { Playground } from "./playground.ts";

/** Has files and tables taken that are dropped or pasted anywhere on an element; what reads them is loaded then, until that is aborted. */
export function takeDropped(element: HTMLElement, playground: Playground, signal: AbortSignal): void {
  const take = (data: DataTransfer | null): boolean => {
    const [file] = data?.files ?? [];
    const pasted = data?.getData("text/plain") ?? "";
    if (file === undefined && !/[\d.][,;\t][\d.\s-]/.test(pasted)) return false;
    void later().then(({ takeTransfer }) => takeTransfer(playground, file, pasted));
    return true;
  };
  const marked = (isOver: boolean): unknown => element.toggleAttribute("data-dropping", isOver);
  const over = (event: DragEvent): void => {
    event.preventDefault();
    marked(true);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    marked(false);
    take(event.dataTransfer);
  };
  element.addEventListener("dragover", over, { signal });
  element.addEventListener("dragleave", () => marked(false), { signal });
  element.addEventListener("drop", drop, { signal });
  const paste = (event: ClipboardEvent): void => {
    const [target] = event.composedPath();
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || (target as HTMLElement).isContentEditable) return;
    if (take(event.clipboardData)) event.preventDefault();
  };
  document.addEventListener("paste", paste, { signal });
}
