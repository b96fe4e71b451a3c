import { useSignalEffect } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { State } from "../state.ts";
import { markSteps } from "../stepper/mark-steps.ts";
import { animateFrom } from "./animate.ts";
import { type Elements, elementsOf } from "./elements.ts";
import { type Gestures, listenTo } from "./gestures.ts";
import { keyHandler } from "./keys.ts";
import { type PictureModel, pictureOf } from "./model.ts";
import { focusHandler, pointerHandlers } from "./pointing.ts";
import { coverOf, covers, sceneOf } from "./scene.ts";
import { SceneView } from "./scene-view.tsx";
import { lookForSilent } from "./silent.ts";
import { firstView, zoomed } from "./viewport.ts";

/** The graph as a picture that opens and closes, with the values of the run that is looked at. Pan, zoom and marks change no more than they must. */
export function Picture({ state }: { readonly state: State }) {
  const svg = useRef<SVGSVGElement>(null);
  const world = useRef<SVGGElement>(null);
  const gestures = useRef<Gestures | undefined>(undefined);
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
    gestures.current = listenTo(element, model, (event) => askForMenu(element, model, event));
    return () => {
      observer.disconnect();
      gestures.current?.stop();
    };
  }, [model]);

  // The first view, once there is a window; and what the window shows.
  useSignalEffect(() => {
    const size = model.size.value;
    const { placing, middle } = model.placed.value;
    if (size.width === 0 || size.height === 0) return;
    const viewport = (model.viewport.value ??= firstView(placing.bounds, size, middle));
    world.current?.setAttribute("transform", `translate(${viewport.left} ${viewport.top}) scale(${viewport.k})`);
    if (world.current) setClass(world.current, `world ${textClasses(viewport.k)}`);
    if (cover.value === undefined || !covers(cover.value, viewport, size)) cover.value = coverOf(viewport, size);
  });
  useSignalEffect(() => elements.mark());
  useSignalEffect(() => markSteps(svg.current, state));
  useSignalEffect(() => lookForSilent(model));

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
  }, [now, elements]);
  return now === undefined ? null : <SceneView model={model} elements={elements} scene={now} />;
}

const setClass = (element: Element, name: string): void => {
  if (element.getAttribute("class") !== name) element.setAttribute("class", name);
};

/** Texts that would be less than 5 pixels high are not shown. */
const leastText = 5;
const textClasses = (k: number): string =>
  [
    [8, "no-small"],
    [9, "no-detail"],
    [12, "no-heading"],
  ]
    .flatMap(([size, name]) => (k * (size as number) < leastText ? [name] : []))
    .join(" ");

/** Asks the page for a menu of what is pointed at: an event that whoever has one takes. */
function askForMenu(svg: SVGSVGElement, model: PictureModel, event: PointerEvent | MouseEvent): boolean {
  const element = (event.target as Element).closest("[data-box]");
  const id = element === null ? undefined : model.placed.peek().drawing.nodes[Number(element.getAttribute("data-box"))]?.id;
  const node = id === undefined ? undefined : model.folded.peek().boxes.get(id)?.node;
  if (node === undefined) return false;
  const detail = { id: node, x: event.clientX, y: event.clientY };
  return !svg.dispatchEvent(new CustomEvent("dagrad-menu", { bubbles: true, composed: true, cancelable: true, detail }));
}

/** What drags and wheels do, for those who can use neither. */
function Buttons({ model }: { readonly model: PictureModel }) {
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
      <button type="button" aria-label="Fit the picture" title="Fit the picture (f)" onClick={() => model.fit()}>
        ⤢
      </button>
    </div>
  );
}
