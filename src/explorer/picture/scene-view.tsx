import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import type { DrawnCluster, DrawnEdge, DrawnNode } from "../../export/drawing/drawing.ts";
import type { PlacedEdge, PlacedGroup, Rectangle } from "../../place/placing.ts";
import { EdgeLine } from "./edge-line.tsx";
import type { Elements } from "./elements.ts";
import type { Face } from "./face.ts";
import { farPaths } from "./far.ts";
import { GroupFrame } from "./group-frame.tsx";
import type { PictureModel } from "./model.ts";
import { NodeBox } from "./node-box.tsx";
import type { Scene } from "./scene.ts";

interface Parts {
  readonly frames: Map<string, VNode>;
  readonly edges: Map<number, VNode>;
  readonly boxes: Map<string, VNode>;
}

/** Frames, lines and boxes that are in view. What was made of a placed picture is kept, so that a movement makes no more than what is new. */
export function SceneView({
  model,
  elements,
  scene,
}: {
  readonly model: PictureModel;
  readonly elements: Elements;
  readonly scene: Scene;
}) {
  const { placed, seen, isFar } = scene;
  const made = useMemo((): Parts => ({ frames: new Map(), edges: new Map(), boxes: new Map() }), [placed]);
  const numbers = useMemo(
    () => ({
      nodes: new Map(placed.drawing.nodes.map(({ id }, i) => [id, i])),
      clusters: new Map(placed.drawing.clusters.map(({ id }, i) => [id, i])),
    }),
    [placed],
  );
  const kept = <K,>(map: Map<K, VNode>, key: K, make: () => VNode): VNode => {
    const known = map.get(key);
    if (known !== undefined) return known;
    const vnode = make();
    map.set(key, vnode);
    return vnode;
  };
  const frameOf = (id: string): VNode =>
    kept(made.frames, id, () => {
      const number = numbers.clusters.get(id) as number;
      const group = placed.folded.groups.get(id);
      return (
        <GroupFrame
          key={id}
          cluster={placed.drawing.clusters[number] as DrawnCluster}
          placed={placed.placing.groups.get(id) as PlacedGroup}
          number={number}
          isOpen={group?.run?.isOpen !== false}
          mark={group?.of === undefined ? undefined : model.state.numbering.peek().numberOf(group.of)}
          register={elements.setFrame}
        />
      );
    });
  const boxOf = (id: string): VNode =>
    kept(made.boxes, id, () => (
      <NodeBox
        key={id}
        model={model}
        node={placed.nodes.get(id) as DrawnNode}
        face={placed.faces.get(id) as Face}
        place={placed.placing.nodes.get(id) as Rectangle}
        number={numbers.nodes.get(id) as number}
        register={elements.setBox}
      />
    ));
  const edgeOf = (i: number): VNode =>
    kept(made.edges, i, () => (
      <EdgeLine
        key={i}
        edge={placed.drawing.edges[i] as DrawnEdge}
        placed={placed.placing.edges[i] as PlacedEdge}
        number={i}
        register={elements.setLine}
      />
    ));
  if (isFar) return <FarView model={model} scene={scene} boxOf={boxOf} />;
  const focused = model.focused.value;
  const alone = focused !== undefined && placed.nodes.has(focused) && !seen.nodes.includes(focused) ? [focused] : [];
  const isSeen = new Set(seen.groups);
  // In the order in which they are drawn: those inside come after those around them.
  const frames = placed.drawing.clusters.filter(({ id }) => isSeen.has(id)).map(({ id }) => frameOf(id));
  return (
    <>
      <g class="frames">{frames}</g>
      <g class="edges">{seen.edges.map(edgeOf)}</g>
      <g class="boxes">{[...seen.nodes, ...alone].map(boxOf)}</g>
    </>
  );
}

/** Boxes that stand over the others at most. */
const mostRaised = 60;

/** Many boxes, as plain shapes; those that are marked, or have the focus, stand over them as they are. */
function FarView({ model, scene, boxOf }: { readonly model: PictureModel; readonly scene: Scene; readonly boxOf: (id: string) => VNode }) {
  const { roles, lines, frames } = useMemo(() => farPaths(scene), [scene]);
  const { folded, placed } = model;
  const { marked, chosen } = model.state;
  const own = [...marked.value, ...chosen.value].slice(0, mostRaised).flatMap((id) => folded.value.boxOf(id) ?? []);
  const raised = [...new Set([...own, ...(model.focused.value === undefined ? [] : [model.focused.value])])];
  return (
    <>
      <path class="far-frames" d={frames} />
      <path class="far-lines" d={lines} />
      <g class="far-boxes">
        {[...roles].map(([role, d]) => (
          <path key={role} class={`node ${role}`} d={d} />
        ))}
      </g>
      <g class="boxes">{raised.filter((id) => placed.value.nodes.has(id)).map(boxOf)}</g>
    </>
  );
}
