import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { ancestors } from "../../../graph/walk.ts";
import { showCount } from "../quantities.ts";
import type { Drawing, DrawnEdge, DrawnNode } from "./drawing.ts";
import { optimizerOf } from "./optimizer.ts";

/**
 * A picture of a training step, op by op, in which all that the optimiser computes for one parameter is one box behind its gradient, with
 * the states that it keeps. `nameOf` writes a parameter, `costOf` what the ops of a box cost.
 */
export function foldUpdates(
  graph: Graph,
  drawing: Drawing,
  nameOf: (parameter: NodeId) => string,
  costOf: (ids: readonly NodeId[]) => readonly string[],
): Drawing {
  const optimizer = optimizerOf(graph);
  if (optimizer === undefined || graph.gradients === undefined) return drawing;
  const parameters = Object.keys(graph.updates).filter((id) => !optimizer.isOwn(id));
  const { owners, members } = madeFor(graph, parameters);
  const boxOf = (id: string): string => {
    const owner = owners.get(id);
    return owner === undefined ? id : `next ${owner}`;
  };
  // What an op updates itself, as a running mean, is none of the optimiser's.
  const trained = new Set(graph.gradients.flatMap((one) => one.with));
  const boxes = parameters.map((parameter): DrawnNode => {
    const ops = (members.get(parameter) ?? []).filter((id) => nodeOf(graph, id).inputs.length > 0);
    return {
      id: `next ${parameter}`,
      role: "parameter",
      label: [
        `next ${nameOf(parameter)}`,
        ...(trained.has(parameter) ? [[optimizer.name, ...optimizer.statesOf(parameter)].join(" · ")] : []),
        [`${showCount(ops.length)} op${ops.length === 1 ? "" : "s"}`, ...costOf(ops)].join(" · "),
      ],
      tooltip: [`${parameter} ← ${graph.updates[parameter]}`],
      attributes: { fontsize: 9.5, margin: "0.14,0.06" },
    };
  });
  const isHidden = (id: string): boolean => owners.get(id) === shared;
  const edges = new Map<string, DrawnEdge>();
  for (const edge of drawing.edges) {
    const [from, to] = [boxOf(edge.from), boxOf(edge.to)];
    // The box says which parameter it changes, and needs no arrow from there and back across the picture.
    const returns = edge.kind === "update" || to === `next ${edge.from}`;
    if (!returns && from !== to && !isHidden(edge.from) && !isHidden(edge.to)) edges.set(`${from}\n${to}`, { ...edge, from, to });
  }
  return {
    ...drawing,
    title: [...drawing.title, `what ${optimizer.name} computes for a parameter is one box`],
    nodes: [...drawing.nodes.filter(({ id }) => !owners.has(id)), ...boxes],
    edges: [...edges.values()],
    rows: drawing.rows.map((row) => row.filter((id) => !owners.has(id))).filter((row) => row.length > 1),
  };
}

/** Of what is computed for the next values of several parameters, as the number of the step is. */
const shared = "";

/** Node → the parameter for whose next value alone it is there: no output needs it, and no gradient. */
function madeFor(graph: Graph, parameters: readonly NodeId[]) {
  const cotangents = (graph.gradients ?? []).flatMap((one) => Object.values(one.cotangents)).filter((id) => Object.hasOwn(graph.nodes, id));
  const needed = ancestors(graph, [...Object.values(graph.outputs), ...cotangents]);
  const owners = new Map<NodeId, NodeId>();
  const members = new Map<NodeId, NodeId[]>();
  const claim = (owner: NodeId, roots: readonly NodeId[]): void => {
    for (const id of ancestors(graph, roots)) {
      if (needed.has(id)) continue;
      owners.set(id, owners.has(id) && owners.get(id) !== owner ? shared : owner);
    }
  };
  const isState = new Set(Object.keys(graph.updates));
  for (const parameter of parameters) {
    const root = graph.updates[parameter] as NodeId;
    const states = [...ancestors(graph, [root])].filter((id) => isState.has(id) && !needed.has(id));
    claim(parameter, [root, ...states.map((id) => graph.updates[id] as NodeId)]);
  }
  for (const [id, root] of Object.entries(graph.updates)) {
    if (parameters.includes(id)) continue;
    for (const one of ancestors(graph, [id, root])) if (!needed.has(one) && !owners.has(one)) owners.set(one, shared);
  }
  for (const [id, owner] of owners) members.set(owner, [...(members.get(owner) ?? []), id]);
  return { owners, members };
}
