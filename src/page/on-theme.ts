/** Has what is painted on a canvas painted again where the colours of a page change: by the reader's system, or by the theme that an element of it says. Returns what ends it. */
export function onTheme(element: Element, paint: () => void): () => void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", paint);
  const root = element.getRootNode();
  const observer = new MutationObserver(paint);
  observer.observe(root instanceof ShadowRoot ? root.host : document.documentElement, { attributeFilter: ["data-theme"] });
  return () => {
    system.removeEventListener("change", paint);
    observer.disconnect();
  };
}
