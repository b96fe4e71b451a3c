import type { Viewport } from "./viewport.ts";

/** While a picture is magnified, its texts are set anew that often, in ms; in between it is scaled as it is. */
const resetEvery = 120;

/** Shows a part of the picture. Moving it is cheap; magnifying sets all texts in view anew, which no frame has time for. */
export interface Shower {
  show(viewport: Viewport): void;
  stop(): void;
}

/** `reset` sets the picture at its true magnification. */
export function shower(svg: SVGSVGElement, reset: (viewport: Viewport) => void): Shower {
  let set: Viewport | undefined;
  let at = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const setNow = (viewport: Viewport): void => {
    clearTimeout(timer);
    timer = undefined;
    set = viewport;
    at = performance.now();
    svg.style.transform = "";
    reset(viewport);
  };
  return {
    show(viewport) {
      if (set === undefined || (set.k === viewport.k && timer === undefined)) {
        setNow(viewport);
        svg.classList.remove("zooming");
        return;
      }
      if (performance.now() - at >= resetEvery) setNow(viewport);
      else {
        const grown = viewport.k / set.k;
        svg.style.transform = `translate(${viewport.left - grown * set.left}px,${viewport.top - grown * set.top}px) scale(${grown})`;
      }
      svg.classList.add("zooming");
      clearTimeout(timer);
      timer = setTimeout(() => {
        setNow(viewport);
        svg.classList.remove("zooming");
      }, resetEvery);
    },
    stop: () => clearTimeout(timer),
  };
}
