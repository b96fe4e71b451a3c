import { useSignalEffect } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { State } from "../state.ts";
import { markSteps } from "../stepper/mark-steps.ts";
import { animateFrom } from "./animate.ts";
import { markBroken } from "./broken-path.ts";
import { type Elements, elementsOf } from "./elements.ts";
import { farSizes } from "./face.ts";
import { followSelection } from "./follow.ts";
import { type Gestures, listenTo } from "./gestures.ts";
import { keyHandler } from "./keys.ts";
import { followLit } from "./light.ts";
import { type PictureModel, pictureOf } from "./model.ts";
import { focusHandler, pointerHandlers } from "./pointing.ts";
import { coverOf, covers, sceneOf } from "./scene.ts";
import { SceneView } from "./scene-view.tsx";
import { followSilent } from "./silent.ts";
import { firstView, type Viewport, zoomed } from "./viewport.ts";
import { offerWhole } from "./whole-picture.ts";
import { type Shower, shower } from "./window.ts";

/** The graph as a picture that opens and closes, with the values of the run that is looked at. Pan, zoom and marks change no more than they must. */
export function Picture({ state }: { readonly state: State }) {
  const svg = useRef<SVGSVGElement>(null);
  const world = useRef<SVGGElement>(null);
  const window = useRef<Shower | undefined>(undefined);
  const gestures = useRef<Gestures | undefined>(undefined);
  /** The first view of a picture whose boxes have no values yet. */
  const early = useRef<Viewport | undefined>(undefined);
  const model = useMemo(() => pictureOf(state), [state]);
  const elements = useMemo(() => elementsOf(model), [model]);
  const { cover, scene } = useMemo(() => sceneOf(model), [model]);

  useLayoutEffect(() => {
    const element = svg.current as SVGSVGElement;
    const observer = new ResizeObserver(() => {
      model.size.value = { width: element.clientWidth, height: element.clientHeight };
    });
    observer.observe(element);
    model.size.value = { width: element.clientWidth, height: element.clientHeight };
    gestures.current = listenTo(element, model);
    window.current = shower(element, ({ left, top, k }) => {
      world.current?.setAttribute("transform", `translate(${left} ${top}) scale(${k})`);
      if (world.current) setClass(world.current, `world ${textClasses(k)}`);
    });
    return () => {
      window.current?.stop();
      observer.disconnect();
      gestures.current?.stop();
    };
  }, [model]);

  // The first view, once there is a window; and what the window shows.
  useSignalEffect(() => {
    const size = model.size.value;
    const placed = model.placed.value;
    if (size.width === 0 || size.height === 0 || model.isWhole.value) return;
    // Boxes grow by their values: whoever has not moved the picture meanwhile sees its beginning.
    if (state.isRun.value && model.viewport.value === early.current) model.viewport.value = undefined;
    const viewport = (model.viewport.value ??= firstView(placed, size));
    early.current = state.isRun.value ? undefined : viewport;
    window.current?.show(viewport);
    if (cover.value === undefined || !covers(cover.value, viewport, size)) cover.value = coverOf(viewport, size);
  });
  useSignalEffect(() => elements.mark());
  useSignalEffect(() => markSteps(elements.boxes, model.folded.value.boxOf, state));
  useSignalEffect(() => markBroken(model, elements));
  useSignalEffect(() => followLit(model, elements));
  useSignalEffect(() => followSilent(model));
  useSignalEffect(() => followSelection(model));
  useLayoutEffect(() => state.commands.offer("fit", () => model.fit()), [model, state]);
  useLayoutEffect(() => offerWhole(model, svg.current as SVGSVGElement, cover), [model, cover]);

  const handlers = useMemo(() => pointerHandlers(model, () => gestures.current?.moved() ?? false), [model]);
  const onFocusIn = useMemo(() => focusHandler(model), [model]);
  const onKeyDown = useMemo(() => keyHandler(model, elements), [model]);
  return (
    <div class="picture-stage" onFocusIn={onFocusIn}>
      <svg
        ref={svg}
        class="picture"
        role="application"
        aria-label="The graph: arrow keys move along its edges, Enter opens and closes"
        {...handlers}
        onKeyDown={onKeyDown}
      >
        <g ref={world} class="world">
          <Scene model={model} elements={elements} scene={scene} />
        </g>
      </svg>
      <Buttons model={model} />
    </div>
  );
}

function Scene({
  model,
  elements,
  scene,
}: {
  readonly model: PictureModel;
  readonly elements: Elements;
  readonly scene: ReturnType<typeof sceneOf>["scene"];
}) {
  const now = scene.value;
  const before = useRef(now?.placed);
  useLayoutEffect(() => {
    if (now === undefined) return;
    if (before.current !== undefined && before.current !== now.placed) animateFrom(before.current, now.placed, elements);
    before.current = now.placed;
    elements.mark();
    markSteps(elements.boxes, model.folded.peek().boxOf, model.state);
    markBroken(model, elements);
  }, [now, elements, model]);
  return now === undefined ? null : <SceneView model={model} elements={elements} scene={now} />;
}

const setClass = (element: Element, name: string): void => {
  if (element.getAttribute("class") !== name) element.setAttribute("class", name);
};

/** Texts that would be less than 5 pixels high are not shown. */
const leastText = 5;
const textClasses = (k: number): string =>
  [[8, "no-small"], [9, "no-detail"], [12, "no-heading"], ...farSizes.map((size) => [size, `no-far-${size}`] as const)]
    .flatMap(([size, name]) => (k * (size as number) < leastText ? [name] : []))
    .join(" ");

/** What drags and wheels do, for those who can use neither. */
function Buttons({ model }: { readonly model: PictureModel }) {
  const { showsGradients, gradientsBeside, exploration } = model.state;
  const { of } = exploration.value;
  const zoom = (factor: number): void => {
    const { width, height } = model.size.value;
    if (model.viewport.value) model.viewport.value = zoomed(model.viewport.value, factor, [width / 2, height / 2]);
  };
  return (
    <div class="picture-buttons" role="toolbar" aria-label="Picture">
      <button type="button" aria-label="Zoom in" title="Zoom in (+)" onClick={() => zoom(1.3)}>
        +
      </button>
      <button type="button" aria-label="Zoom out" title="Zoom out (−)" onClick={() => zoom(1 / 1.3)}>
        −
      </button>
      {showsGradients.value && of !== undefined && (
        <button
          type="button"
          aria-label="Gradients beside their boxes"
          title="Gradients beside their boxes, or in them"
          aria-pressed={gradientsBeside.value}
          onClick={() => {
            gradientsBeside.value = !gradientsBeside.value;
          }}
        >
          ∂
        </button>
      )}
      <button type="button" aria-label="Fit the picture" title="Fit the picture (f)" onClick={() => model.fit()}>
        ⤢
      </button>
    </div>
  );
}
