/*
 * What is placed, and where it then stands. Lengths are in points; x grows to the right, y down. Placing knows sizes and connections only:
 * not what anything means, how it looks, or what is written in it.
 */

export type Point = readonly [x: number, y: number];

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export type Outline = "box" | "ellipse" | "funnel";

export interface NodeToPlace extends Size {
  readonly id: string;
  /** Where lines end: at a rectangle, at the ellipse in it, or at the funnel in it, which grows narrower along the flow. */
  readonly outline: Outline;
  /** The innermost group around it. */
  readonly group?: string | undefined;
  /** It lies on the straight line. */
  readonly spine?: boolean | undefined;
}

export interface EdgeToPlace {
  readonly from: string;
  readonly to: string;
  /**
   * forward: the flow, down from row to row; back: against it, which moves no box; beside: `to` stands in a column of its own right of all
   * else, at the height of `from`; order: not drawn.
   */
  readonly kind: "forward" | "back" | "beside" | "order";
  readonly spine?: boolean | undefined;
  readonly label?: Size | undefined;
}

export interface GroupToPlace {
  readonly id: string;
  readonly parent?: string | undefined;
  /** Of its title; none where it has no title. */
  readonly title?: Size | undefined;
  /** Between its frame and what is in it. */
  readonly margin: number;
}

export interface ToPlace {
  readonly nodes: readonly NodeToPlace[];
  readonly edges: readonly EdgeToPlace[];
  readonly groups: readonly GroupToPlace[];
  /** What stands side by side, in the order of the flow; the last of a row is what the others belong to. */
  readonly rows: readonly (readonly string[])[];
  /** The flow: top to bottom, or left to right. */
  readonly direction: "TB" | "LR";
}

/** The next piece of a path: a straight line, or a cubic Bézier curve with these two control points. */
export interface Piece {
  readonly to: Point;
  readonly bend?: readonly [Point, Point] | undefined;
}

export interface Path {
  readonly start: Point;
  readonly pieces: readonly Piece[];
}

export interface PlacedGroup {
  readonly frame: Rectangle;
  /** Where its title stands. */
  readonly title?: Rectangle | undefined;
}

export interface Placing {
  readonly nodes: ReadonlyMap<string, Rectangle>;
  readonly groups: ReadonlyMap<string, PlacedGroup>;
  /** One for each edge, in their order; undefined for those that are not drawn. */
  readonly edges: readonly (PlacedEdge | undefined)[];
  /** Around all of it. */
  readonly bounds: Rectangle;
  /** How many things were looked at: grows as the drawing does. */
  readonly steps: number;
}

export interface PlacedEdge {
  readonly path: Path;
  readonly label?: Rectangle | undefined;
}
