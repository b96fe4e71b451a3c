/** px of a pt, in which Graphviz writes sizes. */
const px = 96 / 72;
/** Texts of the picture at least, in px; below it a narrow screen scrolls the picture, not the page. */
const leastText = 11;
/** A column of the page, in px: a picture that is broader takes both. */
const columnWidth = 620;

export interface NetworkFigure {
  readonly html: string;
  /** Whether it takes both columns. */
  readonly isBroad: boolean;
}

/** The picture of the network, as small as its texts allow. */
export function networkFigure(svg: string): NetworkFigure {
  const width = px * Number(/<svg[^>]*?\bwidth="([\d.]+)pt"/.exec(svg)?.[1] ?? 0);
  const sizes = Array.from(svg.matchAll(/font-size="([\d.]+)"/g), ([, size]) => px * Number(size));
  const least = sizes.length > 0 ? Math.ceil((width * leastText) / Math.min(...sizes)) : 0;
  const picture = svg.trim().replace(/<svg\b/, `<svg role="img" aria-label="The network, layer by layer" style="min-width:${least}px"`);
  const isBroad = width > columnWidth;
  const html = `<figure class="network${isBroad ? " broad" : ""}"><div class="scroll" tabindex="0" role="region" aria-label="Picture of the network">${picture}</div><figcaption>The network, layer by layer.</figcaption></figure>`;
  return { html, isBroad };
}
