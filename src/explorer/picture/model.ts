import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { NodeId } from "../../../graph/graph.ts";
import type { Drawing, DrawnNode } from "../../export/drawing/drawing.ts";
import { clusterId, type FoldedBox, type FoldedDrawing } from "../../export/drawing/fold.ts";
import { type FoldView, withOpen } from "../../export/drawing/fold-view.ts";
import { placeDrawing } from "../../export/svg/place-drawing.ts";
import type { Placing, Point, Rectangle, Size } from "../../place/placing.ts";
import type { State } from "../state.ts";
import type { Silent } from "./badges.ts";
import { gradientBoxId, withGradientsBeside } from "./beside.ts";
import { type Face, faceOf, withFaces } from "./face.ts";
import { aroundEdges } from "./in-view.ts";
import { runIds } from "./run-ids.ts";
import { type Shown, shownIn } from "./shown.ts";
import { firstView, fitted, showing, shownPart, type Viewport } from "./viewport.ts";
import { type Walk, walkOf } from "./walk.ts";

/** A picture that is placed, and what each of its boxes shows. */
export interface Placed {
  readonly drawing: Drawing;
  readonly folded: FoldedDrawing;
  readonly nodes: ReadonlyMap<string, DrawnNode>;
  readonly faces: ReadonlyMap<string, Face>;
  readonly placing: Placing;
  /** Around all of each line. */
  readonly lines: readonly (Rectangle | undefined)[];
  /** Middle of the straight line; and how far the first frames reach that it leads through. */
  readonly middle: number;
  readonly reach: { readonly left: number; readonly right: number };
}

/** What the picture of an explorer remembers and derives. */
export interface PictureModel {
  readonly state: State;
  readonly folded: ReadonlySignal<FoldedDrawing>;
  /** Node of the drawn graph → that of the run whose value it has. */
  readonly runs: ReadonlySignal<ReadonlyMap<NodeId, NodeId>>;
  /** What a box shows of the run that is looked at. */
  readonly shown: ReadonlySignal<(id: string) => Shown>;
  readonly placed: ReadonlySignal<Placed>;
  readonly walk: ReadonlySignal<Walk>;
  /** Units that learn nothing, by the ids of the run; known a moment after the picture is. */
  readonly silent: Signal<ReadonlyMap<NodeId, Silent>>;
  readonly viewport: Signal<Viewport | undefined>;
  readonly size: Signal<Size>;
  /** All of the picture is in the page, to be printed or saved. */
  readonly isWhole: Signal<boolean>;
  /** The box that the keyboard is at. */
  readonly focused: Signal<string | undefined>;
  /** Opens what is closed and closes what is open, where it is; `all` that is like it, too. */
  toggle(key: string, all?: boolean): void;
  fit(): void;
  /** Moves the picture so that a box is seen. */
  reveal(id: string): void;
}

/** What was clicked stays where it was: a box, which is a frame then, or the other way round. */
interface Anchor {
  readonly key: string;
  readonly at: Point;
}

const models = new WeakMap<State, PictureModel>();

/** The picture of an explorer: keys and buttons elsewhere in the page reach it, too. */
export function pictureOf(state: State): PictureModel {
  const known = models.get(state) ?? pictureModel(state);
  models.set(state, known);
  return known;
}

function pictureModel(state: State): PictureModel {
  const viewport = signal<Viewport | undefined>(undefined);
  const size = signal<Size>({ width: 0, height: 0 });
  const anchor = signal<Anchor | undefined>(undefined);
  const view = computed((): FoldView => ({ level: state.view.value, open: state.open.value, closed: state.closed.value }));
  const { folded } = state;
  const runs = computed((): ReadonlyMap<NodeId, NodeId> => {
    const { exploration, isRun } = state;
    return isRun.value ? runIds(folded.value.graph, exploration.value.subject.graph, exploration.value.run) : new Map();
  });
  const shown = computed(() => shownIn(folded.value, runs.value, state));
  const drawing = computed((): Drawing => {
    const { showsGradients, gradientsBeside, exploration, look } = state;
    if (!showsGradients.value || !gradientsBeside.value) return folded.value;
    const { of = "loss" } = exploration.value;
    const hasGradient = (id: string): boolean => {
      const { node, output } = folded.value.boxes.get(id) ?? {};
      const run = node === undefined || output !== undefined ? undefined : runs.value.get(node);
      return run !== undefined && Object.hasOwn(exploration.value.cotangents, run) && look.peek().gradient(run) !== undefined;
    };
    return withGradientsBeside(folded.value, hasGradient, of);
  });
  /** Faces depend on what is shown, but keep their size from sample to sample. */
  let before: { readonly of: Drawing; readonly faces: ReadonlyMap<string, Face> } | undefined;
  const faces = computed(() => {
    const of = drawing.value;
    const now = new Map(of.nodes.map((node) => [node.id, faceOf(node, shown.value(node.id))]));
    if (before?.of === of && sameSizes(before.faces, now)) return before;
    before = { of, faces: now };
    return before;
  });
  let last: Placed | undefined;
  const placed = computed((): Placed => {
    const { of, faces: own } = faces.value;
    const keep = last && anchorOf(last, folded.value, anchor.peek(), viewport.peek(), size.peek());
    const { placing } = placeDrawing(withFaces(of, own), "TB", keep === undefined ? {} : { keep });
    const spine = of.nodes.find((node) => node.spine);
    const on = spine && placing.nodes.get(spine.id);
    last = {
      drawing: of,
      folded: folded.value,
      nodes: new Map(of.nodes.map((node) => [node.id, node])),
      faces: own,
      placing,
      lines: aroundEdges(placing),
      middle: on ? (on.left + on.right) / 2 : (placing.bounds.left + placing.bounds.right) / 2,
      reach: reachOf(of, placing),
    };
    return last;
  });
  return {
    state,
    folded,
    runs,
    shown,
    placed,
    viewport,
    size,
    silent: signal<ReadonlyMap<NodeId, Silent>>(new Map()),
    walk: computed(() => walkOf(placed.value.drawing, placed.value.placing)),
    isWhole: signal(false),
    focused: signal<string | undefined>(undefined),
    toggle(key, all = false) {
      const { placing } = placed.value;
      const isOpenNow = openKeys(folded.value).get(key) ?? false;
      const id = idOfKey(folded.value, key);
      const place = id === undefined ? undefined : (placing.groups.get(id)?.frame ?? placing.nodes.get(id));
      const keys = all ? likeKeys(folded.value, key) : [key];
      const next = withOpen(view.value, keys, !isOpenNow);
      batch(() => {
        anchor.value = place === undefined ? undefined : { key, at: [(place.left + place.right) / 2, place.top] };
        state.open.value = next.open;
        state.closed.value = next.closed;
      });
      placed.value;
      anchor.value = undefined;
    },
    fit() {
      if (size.value.width > 0) viewport.value = fitted(placed.value.placing.bounds, size.value);
    },
    reveal(id) {
      const box = placed.value.placing.nodes.get(id);
      if (box === undefined || size.value.width === 0) return;
      viewport.value = showing(viewport.value ?? firstView(placed.value, size.value), box, size.value);
    },
  };
}

/** Boxes that a first view shows. */
const firstBoxes = 5;

/** From left to right, the first boxes of the straight line and the frames around them. */
function reachOf({ nodes }: Drawing, placing: Placing): Placed["reach"] {
  let [left, right] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { id, cluster } of nodes.filter(({ spine }) => spine).slice(0, firstBoxes)) {
    const frame = cluster === undefined ? undefined : placing.groups.get(cluster)?.frame;
    const place = frame ?? placing.nodes.get(id);
    if (place === undefined) continue;
    left = Math.min(left, place.left);
    right = Math.max(right, place.right);
  }
  return { left, right };
}

/** Key → whether what it opens stands open. */
export const openKeys = ({ boxes, groups }: FoldedDrawing): ReadonlyMap<string, boolean> =>
  new Map([
    ...[...groups.values()].map(({ key, run }) => [key, run?.isOpen !== false] as const),
    ...[...boxes.values()].flatMap(({ fold }) => (fold ? [[fold.key, fold.isOpen] as const] : [])),
  ]);

/** The box or frame that a key stands for now. */
function idOfKey({ boxes, groups }: FoldedDrawing, key: string): string | undefined {
  if (groups.has(clusterId(key))) return clusterId(key);
  for (const [id, { fold }] of boxes) if (fold?.key === key) return id;
  return undefined;
}

/** The keys of all that is like what a key opens: composites of the same op, scopes as deep, runs; open or closed as it is. */
function likeKeys({ boxes, groups }: FoldedDrawing, key: string): string[] {
  const all = new Map<string, { readonly kind: string; readonly like: string; readonly isOpen: boolean }>();
  for (const { kind, key: own, op, run } of groups.values())
    all.set(own, { kind, like: likeness(kind, own, op), isOpen: run?.isOpen !== false });
  for (const { fold } of boxes.values())
    if (fold) all.set(fold.key, { kind: fold.kind, like: likeness(fold.kind, fold.key, fold.op), isOpen: fold.isOpen });
  const one = all.get(key);
  if (one === undefined) return [key];
  return [...all].flatMap(([own, { kind, like, isOpen }]) =>
    kind === one.kind && like === one.like && isOpen === one.isOpen ? [own] : [],
  );
}

const likeness = (kind: string, key: string, op: string | undefined): string =>
  kind === "scope" ? String((JSON.parse(key.slice("scope ".length)) as string[]).length) : (op ?? "");

function sameSizes(one: ReadonlyMap<string, Face>, other: ReadonlyMap<string, Face>): boolean {
  if (one.size !== other.size) return false;
  for (const [id, { width, height, strips }] of other) {
    const face = one.get(id);
    if (face === undefined || face.width !== width || face.height !== height || face.strips.length !== strips.length) return false;
    if (strips.some(({ kind }, i) => face.strips[i]?.kind !== kind)) return false;
  }
  return true;
}

/** What keeps its place from a picture to the next: what was clicked, else the selected or the most central box that both have. */
function anchorOf(
  { placing, folded }: Placed,
  next: FoldedDrawing,
  clicked: Anchor | undefined,
  viewport: Viewport | undefined,
  size: Size,
): { readonly id: string; readonly at: Point } | undefined {
  if (clicked !== undefined) {
    const id = idOfKey(next, clicked.key);
    return id === undefined ? undefined : { id, at: clicked.at };
  }
  if (viewport === undefined || size.width === 0) return undefined;
  const part = shownPart(viewport, size);
  const [x, y] = [(part.left + part.right) / 2, part.top + (part.bottom - part.top) / 3];
  let best: { readonly id: string; readonly at: Point } | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [id, box] of placing.nodes) {
    const at: Point = [(box.left + box.right) / 2, box.top];
    const distance = Math.hypot(at[0] - x, at[1] - y);
    if (distance >= least) continue;
    const own = sameBox(folded.boxes.get(id), next);
    if (own === undefined) continue;
    least = distance;
    best = { id: own, at };
  }
  return best;
}

const sameBox = (box: FoldedBox | undefined, next: FoldedDrawing): string | undefined => {
  if (box === undefined) return undefined;
  if (next.boxes.has(box.id)) return box.id;
  return box.node === undefined ? undefined : next.boxOf(box.node);
};

/** The folded box that a drawn box is, or whose gradient it holds. */
export const boxBehind = (folded: FoldedDrawing, id: string): FoldedBox | undefined =>
  folded.boxes.get(id) ?? (id.startsWith(gradientBoxId("")) ? folded.boxes.get(id.slice(gradientBoxId("").length)) : undefined);
