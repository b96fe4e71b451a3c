import { GraphError } from "../../../graph/errors.ts";
import { type Graph, nodeOf } from "../../../graph/graph.ts";
import { isPrimitive } from "../../../graph/op.ts";
import { opOf, opsOf } from "../../../graph/ops-of.ts";
import { lower } from "../../passes/lower.ts";
import { rewrite } from "../../passes/rewrite.ts";
import { simplify } from "../../passes/simplify.ts";
import { formOf } from "./forms/forms.ts";

const deepest = 64;

/** The graph in ops that are written as they are: composites that ONNX does not have, or not like this, are written out. */
export function writable(graph: Graph<any, any>, opset: number): Graph {
  let written = graph;
  for (let depth = 0; ; depth++) {
    if (depth === deepest) {
      throw new GraphError(`toOnnx: composites may nest ${deepest} deep, got more; a definition must not lead back to its own op`, {
        code: "endless-definition",
      });
    }
    const now = written;
    const ops = opsOf(now);
    const stays = (id: string): boolean => {
      const node = nodeOf(now, id);
      const op = opOf(node.op, id, ops);
      return (
        op === undefined ||
        isPrimitive(op) ||
        formOf(node, op, { types: node.inputs.map((input) => nodeOf(now, input)), opset }) !== undefined
      );
    };
    if (Object.keys(now.nodes).every(stays)) return simplify(now);
    written = rewrite(now, ({ attrs }, op, id) => {
      if (op === undefined || isPrimitive(op) || stays(id)) return undefined;
      return (inputs) => (op.lower ?? op.definition)(inputs, attrs, (body) => lower(body));
    });
  }
}
