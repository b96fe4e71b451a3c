import { later } from "./own-script.ts";
import type { Playground } from "./playground.ts";

/** Has files and tables taken that are dropped or pasted anywhere on an element; what reads them is loaded then. Returns what ends that. */
export function takeDropped(element: HTMLElement, playground: Playground): () => void {
  const take = (data: DataTransfer | null): boolean => {
    const [file] = data?.files ?? [];
    const pasted = data?.getData("text/plain") ?? "";
    if (file === undefined && !/[\d.][,;\t][\d.\s-]/.test(pasted)) return false;
    void later().then(({ takeTransfer }) => takeTransfer(playground, file, pasted));
    return true;
  };
  element.addEventListener("dragover", (event) => {
    event.preventDefault();
    element.toggleAttribute("data-dropping", true);
  });
  element.addEventListener("dragleave", () => element.toggleAttribute("data-dropping", false));
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    element.toggleAttribute("data-dropping", false);
    take(event.dataTransfer);
  });
  const paste = (event: ClipboardEvent): void => {
    const [target] = event.composedPath();
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || (target as HTMLElement).isContentEditable) return;
    if (take(event.clipboardData)) event.preventDefault();
  };
  document.addEventListener("paste", paste);
  return () => document.removeEventListener("paste", paste);
}
