import { type PlaceOptions, place } from "../../place/place.ts";
import type { EdgeToPlace, Placing, ToPlace } from "../../place/placing.ts";
import { clusterLook, edgeDefaults } from "../dot-writer.ts";
import { roomFor } from "../drawing/box-width.ts";
import { titleSize } from "../drawing/cluster-pads.ts";
import type { Direction, Drawing, DrawnEdge } from "../drawing/drawing.ts";
import { type BoxLook, boxLook, lineHeight } from "./box-look.ts";

const kinds = {
  flow: "forward",
  parameter: "forward",
  input: "forward",
  cotangent: "forward",
  update: "back",
  pair: "beside",
  order: "order",
} as const satisfies Record<DrawnEdge["kind"], EdgeToPlace["kind"]>;

/** What of a drawing is placed: boxes as large as they are drawn, and the room that texts need in any font. */
const toPlace = ({ nodes, edges, clusters, rows }: Drawing, looks: ReadonlyMap<string, BoxLook>, direction: Direction): ToPlace => ({
  direction,
  rows,
  nodes: nodes.map(({ id, cluster, spine }) => {
    const { width, height, outline } = looks.get(id) as BoxLook;
    return { id, width, height, outline, group: cluster, spine };
  }),
  edges: edges.map(({ from, to, kind, label, spine }): EdgeToPlace => {
    const { fontsize } = edgeDefaults;
    const size = label === undefined ? undefined : { width: Math.ceil(roomFor(label, fontsize)), height: fontsize + 2 };
    return { from, to, kind: kinds[kind], spine, ...(size === undefined ? {} : { label: size }) };
  }),
  groups: clusters.map(({ id, parent, title, kind }) => {
    const fontSize = titleSize[kind];
    const size = {
      width: Math.ceil(Math.max(...title.map((line) => roomFor(line, fontSize)))),
      height: Math.ceil(title.length * lineHeight * fontSize),
    };
    return { id, parent, margin: clusterLook(kind).margin, ...(title.length === 0 ? {} : { title: size }) };
  }),
});

export interface PlacedDrawing {
  readonly looks: ReadonlyMap<string, BoxLook>;
  readonly input: ToPlace;
  readonly placing: Placing;
}

/** A drawing with how its boxes look and where all of it stands. */
export function placeDrawing(drawing: Drawing, direction: Direction, options: PlaceOptions = {}): PlacedDrawing {
  const looks = new Map(drawing.nodes.map((node) => [node.id, boxLook(node, direction)]));
  const input = toPlace(drawing, looks, direction);
  return { looks, input, placing: place(input, options) };
}
