import { fileName } from "../page/file-name.ts";
import { saveFile } from "../page/save-file.ts";
import { presentPage } from "./present-page.ts";
import type { State } from "./state.ts";

const nameOf = ({ exploration }: State): string => fileName(exploration.value.subject.title);

/** Whether this page can write another like it: it holds its own script, or knows where such a script is. */
export const canSavePage = (state: State): boolean => state.writePage !== undefined;

/** The page with the present graph, its present parameters and what it is fed, as one file. */
export async function savePage(state: State): Promise<void> {
  const page = await presentPage(state);
  if (page !== undefined) saveFile(`${nameOf(state)}.html`, page, "text/html");
}

/** The picture as it is shown, as SVG. */
export function saveSvg(state: State): void {
  const svg = state.drawn.value?.();
  if (svg !== undefined) saveFile(`${nameOf(state)}.svg`, svg, "image/svg+xml");
}

/** Pixels for each pixel of CSS. */
const scale = 2;

/** The picture as it is shown, as PNG. */
export async function savePng(state: State): Promise<void> {
  const svg = state.drawn.value?.();
  if (svg === undefined) return;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width * scale, image.height * scale];
  const context = canvas.getContext("2d");
  context?.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => {
    if (blob) saveFile(`${nameOf(state)}.png`, blob, "image/png");
    else state.notice.value = "The picture is too large for a PNG.";
  });
}
