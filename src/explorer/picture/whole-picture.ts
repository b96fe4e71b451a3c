import type { Signal } from "@preact/signals";
import { atOnce } from "../../page/at-once.ts";
import { svgText } from "../../page/svg-text.ts";
import type { PictureModel } from "./model.ts";
import type { Cover } from "./scene.ts";

/** Around a picture that is printed or saved. */
const pad = 16;

/**
 * While a page is printed or its picture is saved, all of the picture is in it, as large as it is, wherever its window looks.
 * The page is drawn at once then: a printer does not wait.
 */
export function offerWhole(model: PictureModel, svg: SVGSVGElement, cover: Signal<Cover | undefined>): () => void {
  const { drawn } = model.state;
  const world = svg.querySelector(".world") as SVGGElement;
  const show = (): void => {
    const { left, top, right, bottom } = model.placed.value.placing.bounds;
    const part = { left: left - pad, top: top - pad, right: right + pad, bottom: bottom + pad };
    const [width, height] = [part.right - part.left, part.bottom - part.top];
    atOnce(() => {
      model.isWhole.value = true;
      cover.value = { part, k: 1 };
    });
    world.removeAttribute("transform");
    world.setAttribute("class", "world");
    svg.classList.add("whole");
    svg.setAttribute("viewBox", `${part.left} ${part.top} ${width} ${height}`);
    svg.setAttribute("width", String(width));
    svg.setAttribute("height", String(height));
  };
  const restore = (): void => {
    svg.classList.remove("whole");
    for (const name of ["viewBox", "width", "height"]) svg.removeAttribute(name);
    atOnce(() => {
      cover.value = undefined;
      model.isWhole.value = false;
    });
  };
  const write = (): string => {
    show();
    try {
      return svgText(svg);
    } finally {
      restore();
    }
  };
  drawn.value = write;
  addEventListener("beforeprint", show);
  addEventListener("afterprint", restore);
  return () => {
    if (drawn.value === write) drawn.value = undefined;
    removeEventListener("beforeprint", show);
    removeEventListener("afterprint", restore);
  };
}
