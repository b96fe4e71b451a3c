/** What a picture's looks depend on. */
const properties = [
  "color",
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-opacity",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "font-style",
  "text-anchor",
  "dominant-baseline",
  "letter-spacing",
  "display",
  "visibility",
  "paint-order",
  "image-rendering",
] as const;

/** A picture of a page as a file of its own: it looks as it does in the page, whose style it does not need. */
export function svgText(picture: SVGSVGElement): string {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const [shown, copied] = [picture, copy].map((root) => [root, ...root.querySelectorAll<SVGElement>("*")]);
  for (const [i, element] of (shown as SVGElement[]).entries()) {
    const to = (copied as SVGElement[])[i] as SVGElement;
    for (const name of [...to.attributes].map((attribute) => attribute.name))
      if (/^(?:class|tabindex|role|aria-.*|data-.*)$/.test(name)) to.removeAttribute(name);
    if (["title", "desc"].includes(element.localName)) continue;
    const style = getComputedStyle(element);
    to.setAttribute("style", properties.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";"));
  }
  copy.style.background = getComputedStyle(picture).getPropertyValue("--paper");
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return new XMLSerializer().serializeToString(copy);
}
