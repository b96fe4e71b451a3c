import type { NodeId } from "../../../graph/graph.ts";
import type { DiffMark, Role } from "../theme.ts";
import type { HtmlLabel } from "./html-label.ts";

/*
 * A picture before it is written as DOT: boxes in clusters, arrows between them. Pure data, in the order in which it is drawn.
 */
export interface Drawing {
  /** Lines above the picture. */
  readonly title: readonly string[];
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  readonly clusters: readonly DrawnCluster[];
  /** Nodes that stand beside each other, in the order of the flow. */
  readonly rows: readonly (readonly string[])[];
}

export interface DrawnNode {
  readonly id: string;
  readonly role: Role;
  /** Lines of text, or an HTML-like label and what it shows. */
  readonly label: readonly string[] | { readonly html: string; readonly shows: HtmlLabel };
  readonly tooltip: readonly string[];
  /** The innermost cluster around it. */
  readonly cluster?: string;
  /** It lies on the straight line from the main input to the main output. */
  readonly spine?: boolean;
  /** Attributes that differ from those of its role. */
  readonly attributes?: Attributes;
}

/** A node whose value a box holds beside others. */
export interface HeldNode {
  readonly node: NodeId;
  /** The forward node that it is the gradient of, or the parameter that it replaces. */
  readonly of: NodeId;
  readonly is: "gradient" | "next";
  /** What it is called in the box; undefined where the line of the label does that which is at its place. */
  readonly caption?: string;
}

export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  /**
   * flow: data on its way; parameter, input: from a leaf beside its user; update: a parameter's next value; order: not drawn;
   * cotangent: against the arrow, from `to` to `from`, so that rows stay those of the forward pass; pair: a node and its gradient.
   */
  readonly kind: "flow" | "parameter" | "input" | "update" | "order" | "cotangent" | "pair";
  readonly label?: string;
  readonly tooltip?: string;
  readonly spine?: boolean;
  /** In the picture of a diff. */
  readonly change?: DiffMark;
}

export interface DrawnCluster {
  readonly id: string;
  readonly title: readonly string[];
  /** scope: a part of the network; repeat: a part that is drawn once for many. */
  readonly kind: "scope" | "repeat";
  readonly parent?: string;
}

export type Attributes = Readonly<Record<string, string | number | { readonly html: string } | undefined>>;
export type Direction = "TB" | "LR";
