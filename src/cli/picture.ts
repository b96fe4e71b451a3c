import { extname } from "node:path";
import type { Graph } from "../../graph/graph.ts";
import type { DotOptions } from "../export/dot.ts";
import { CliError } from "./cli-error.ts";

/** What pictures are written as. */
export const pictureFormats = ["svg", "dot", "png"] as const;
export type PictureFormat = (typeof pictureFormats)[number];

export interface PictureOptions {
  readonly theme?: "light" | "dark" | "auto";
  readonly labels?: "plain" | "html";
  /** Pixels of a PNG per pixel of the SVG. Default 2. */
  readonly scale?: number;
}

/** The format of a file by its ending. CliError for any other; SVG for a name without one. */
export function pictureFormat(file: string): PictureFormat {
  const ending = extname(file).slice(1).toLowerCase();
  if (ending === "") return "svg";
  const format = pictureFormats.find((one) => one === (ending === "gv" ? "dot" : ending));
  if (format === undefined) throw new CliError(`${file}: the name of a picture must end in .svg, .dot or .png, got .${ending}; rename it`);
  return format;
}

/** DOT text in that format. Graphviz is loaded where it is needed only. Errors: those of `svg` and `png`. */
export async function picture(text: string, format: PictureFormat, options: PictureOptions = {}): Promise<string | Uint8Array> {
  const { theme = "light", labels = "plain", scale = 2 } = options;
  if (format === "dot") return text.endsWith("\n") ? text : `${text}\n`;
  const { png, svg } = await import("../render/index.ts");
  const drawn = await svg(text, { theme, labels });
  return format === "svg" ? drawn : png(drawn, { scale });
}

/** A graph in that format, placed by dagrad itself. Errors: those of `svg` and `png`. */
export async function ownPicture(
  graph: Graph,
  drawn: DotOptions,
  format: PictureFormat,
  { theme = "light", scale = 2 }: Pick<PictureOptions, "theme" | "scale">,
): Promise<string | Uint8Array> {
  const { png, svg } = await import("../render/index.ts");
  const text = await svg(graph, { ...drawn, theme, layout: "own" });
  return format === "png" ? png(text, { scale }) : text;
}
