import { textWidth } from "../../../export/drawing/text-width.ts";
import { type Markup, markup } from "../../../page/markup.ts";

/** A sample of what is drawn, around y = 8, from x = 0 to its width, and its name. */
export interface LegendEntry {
  readonly sample: readonly Markup[];
  readonly width: number;
  readonly text: string;
}

const lineHeight = 20;
const gap = 22;
/** Letters of a name at most. */
const longest = 36;
/** A browser that has no Helvetica may take a wider font. */
const slack = 1.1;

/** A name of the user's, cut where it is very long. */
export const shortName = (text: string, most = longest): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** Entries side by side, on as many lines as they need in a width. */
export function legend(entries: readonly LegendEntry[], width: number): { readonly parts: readonly Markup[]; readonly height: number } {
  let [left, top] = [0, 0];
  const parts = entries.map(({ sample, width: room, text }) => {
    const name = shortName(text);
    const whole = room + 6 + Math.ceil(slack * textWidth(name, 12));
    if (left > 0 && left + whole > width) [left, top] = [0, top + lineHeight];
    const part = markup("g", { transform: `translate(${left} ${top})` }, [...sample, markup("text", { x: room + 6, y: 12 }, [name])]);
    left += whole + gap;
    return part;
  });
  return { parts, height: top + lineHeight };
}
