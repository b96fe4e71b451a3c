import { nodeOf } from "../../graph/graph.ts";
import { atom, type Term } from "../../graph/notation.ts";
import type { Operands } from "../../graph/operands.ts";
import { opsOf } from "../../graph/ops-of.ts";
import { formOf } from "../export/form-of.ts";
import { parse } from "../parse.ts";
import type { Built } from "./protocol.ts";
import { hole } from "./unit-formula.ts";

const known = new WeakMap<object, readonly (string | undefined)[]>();

/** By layer, how its activation writes itself around a sum, for which `hole` stands; undefined of a linear layer. */
export function activationTexts(built: Pick<Built, "network" | "layers">): readonly (string | undefined)[] {
  const before = known.get(built);
  if (before !== undefined) return before;
  const graph = parse(built.network);
  const ops = opsOf(graph);
  const texts = (built.layers ?? []).map(({ activation, value }) => {
    const { op, attrs, shape } = nodeOf(graph, value);
    const between = activation && ops.get(op);
    const site = { index: "", bound: "", ranks: [shape.length] };
    return between && formOf(between).notation.text([atom(hole)] as unknown as Operands<Term>, attrs, site).text;
  });
  known.set(built, texts);
  return texts;
}
