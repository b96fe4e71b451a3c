import type { Elements } from "./elements.ts";
import type { PictureModel } from "./model.ts";

/** Marks the lines by which a NaN or an infinity came from where it began to an output or a gradient. */
export function markBroken(model: PictureModel, { lines }: Pick<Elements, "lines">): void {
  const path = model.state.stepper.roots.value.find(({ matters }) => matters)?.path ?? [];
  const { folded, drawing } = model.placed.value;
  const broken = new Set<string>();
  const boxes = path.flatMap((id) => folded.boxOf(id) ?? []);
  for (const [i, to] of boxes.entries()) if (i > 0) broken.add(`${boxes[i - 1]}\n${to}`);
  const last = path.at(-1);
  for (const [name, id] of Object.entries(folded.graph.outputs)) if (id === last) broken.add(`${boxes.at(-1)}\noutput ${name}`);
  for (const [number, element] of lines) {
    const edge = drawing.edges[number];
    element.classList.toggle("broken", edge !== undefined && broken.has(`${edge.from}\n${edge.to}`));
  }
}
