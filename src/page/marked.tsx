import { h, type VNode } from "preact";
import type { Markup } from "./markup.ts";

/** A picture that is data, in a page. */
export const Marked = ({ of }: { readonly of: Markup }): VNode =>
  h(of.name, of.attributes, ...of.children.map((child) => (typeof child === "string" ? child : <Marked of={child} />)));
