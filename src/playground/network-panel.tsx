import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Card, Choice } from "./fields.tsx";
import { Late } from "./late.tsx";
import { NetworkPainter } from "./network-paint.ts";
import { type NetworkPlaces, nearestWeight, networkPlaces } from "./network-places.ts";
import type { Painters } from "./painters.ts";
import type { Part, Playground } from "./playground.ts";
import type { Built } from "./protocol.ts";
import { type ActivationName, activationNames, type Layer, mostLayers, mostUnits, usualLayer } from "./settings.ts";

/** The network: layers as chips above their columns, weights as lines, units as maps. */
export function NetworkPanel({
  playground,
  painters,
  host,
}: {
  readonly playground: Playground;
  readonly painters: Painters;
  readonly host: HTMLElement;
}) {
  const stage = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const built = playground.built.value;
  const counts = built?.layers ? [built.task.features, ...built.layers.map(({ units }) => units)] : [];
  const height = Math.min(460, Math.max(300, 44 * Math.max(...counts, 6) + 20));
  const places = width > 0 && counts.length > 0 ? networkPlaces(counts, width, height) : undefined;
  const placed = useRef<NetworkPlaces | undefined>(undefined);
  placed.current = places;
  useLayoutEffect(() => {
    const painter = new NetworkPainter();
    const remove = painters.add(() => {
      const [now, state, at] = [playground.built.value, playground.state.value, placed.current];
      if (!canvas.current || !now?.layers || !state || !at || !fits(at, now)) return;
      painter.paint(canvas.current, {
        built: now,
        state,
        places: at,
        lines: linesOf(playground),
        marked: playground.pointed.value ?? playground.chosen.value,
      });
    });
    const observer = new ResizeObserver(([entry]) => {
      setWidth(entry?.contentRect.width ?? 0);
      painters.request();
    });
    observer.observe(stage.current as Element);
    return () => {
      remove();
      observer.disconnect();
    };
  }, [playground, painters]);
  useLayoutEffect(() => painters.request());
  const partAt = (event: MouseEvent): Part | undefined => {
    const at = placed.current;
    const box = canvas.current?.getBoundingClientRect();
    if (!at || !box) return undefined;
    const weight = nearestWeight(at, { x: event.clientX - box.left, y: event.clientY - box.top });
    return weight && { kind: "weight", ...weight };
  };
  return (
    <Card
      title="Network"
      name="network"
      class="network"
      extra={
        <>
          <p class="legend">{legend(playground)}</p>
          <button
            type="button"
            class="small"
            title="Every step of this network with its numbers"
            onClick={() => (playground.exploring.value = true)}
          >
            Open in explorer
          </button>
        </>
      }
    >
      <div class="scroll">
        <div class="stage-width" style={{ minWidth: `${Math.max(1, counts.length) * 78}px` }}>
          {playground.given.value === undefined ? <Chips playground={playground} host={host} /> : <GivenChips playground={playground} />}
          <div ref={stage} class="stage" style={{ height: `${height}px` }}>
            <canvas
              ref={canvas}
              role="img"
              aria-label="Lines between units: blue and whole above 0, orange and dashed below, thicker the larger"
              onPointerMove={(event) => (playground.pointed.value = partAt(event))}
              onPointerLeave={() => (playground.pointed.value = undefined)}
              onPointerDown={(event) => dragWeight(event, playground, partAt(event))}
            />
            {places && <Units playground={playground} places={places} />}
            {built && !built.layers && <p class="note">This network is no chain of dense layers: it trains, and the explorer shows it.</p>}
          </div>
        </div>
      </div>
      <Late name="Inspector" playground={playground} host={host} height={58} />
    </Card>
  );
}

/** Until the page is drawn anew, the places are those of the network before. */
const fits = ({ layers }: NetworkPlaces, { layers: built = [], task }: Built): boolean =>
  layers.length === built.length + 1 && layers.every(({ units }, i) => units.length === (i === 0 ? task.features : built[i - 1]?.units));

const legend = (playground: Playground): string =>
  ({
    none: "line: weight · square: what a unit makes of the plane",
    forward: "values of the point that is followed",
    backward: "line: gradient of a weight",
    update: "line: what the step added to a weight",
  })[playground.phase.value];

function linesOf({ phase, state, last }: Playground) {
  const told = last.value;
  if (phase.value === "backward" && told) return told.gradients;
  if (phase.value === "update" && told) return told.steps;
  return state.value?.parameters ?? {};
}

/** Up makes a weight larger, down smaller. */
function dragWeight(event: PointerEvent, playground: Playground, part: Part | undefined): void {
  playground.chosen.value = part;
  if (part?.kind !== "weight") return;
  const layer = playground.built.value?.layers?.[part.layer];
  const parameter = layer && playground.state.value?.parameters[layer.weights];
  if (!layer || !parameter) return;
  const index = part.from * layer.units + part.to;
  const start = parameter[index] as number;
  const canvas = event.currentTarget as HTMLCanvasElement;
  canvas.setPointerCapture(event.pointerId);
  const move = (moved: PointerEvent): void => playground.setNumber(layer.weights, index, start + (event.clientY - moved.clientY) / 50);
  const end = (): void => {
    playground.endGesture();
    canvas.removeEventListener("pointermove", move);
    canvas.removeEventListener("pointerup", end);
    canvas.removeEventListener("pointercancel", end);
  };
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
}

/** A button over each unit, for pointer and keyboard; one tab stop, arrows go from unit to unit. */
function Units({ playground, places }: { readonly playground: Playground; readonly places: NetworkPlaces }) {
  const layers = playground.built.value?.layers ?? [];
  const chosen = playground.chosen.value;
  const isChosen = (layer: number, unit: number): boolean => chosen?.kind === "unit" && chosen.layer === layer && chosen.unit === unit;
  const first = chosen?.kind === "unit" ? chosen : { layer: 0, unit: 0 };
  const go = (event: KeyboardEvent, layer: number, unit: number): void => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!by) return;
    event.preventDefault();
    const to = Math.max(0, Math.min(layers.length - 1, layer + (by[0] as number)));
    const most = (layers[to]?.units ?? 1) - 1;
    const next = { layer: to, unit: Math.max(0, Math.min(most, unit + (by[1] as number))) };
    playground.chosen.value = { kind: "unit", ...next };
    (event.currentTarget as HTMLElement).parentElement?.querySelector<HTMLElement>(`[data-unit="${next.layer} ${next.unit}"]`)?.focus();
  };
  return (
    <div role="group" aria-label="Units; arrow keys go from one to the next">
      {places.layers
        .slice(1)
        .map(({ units, size }, layer) =>
          units.map(({ x, y }, unit) => (
            <button
              key={`${layer} ${unit}`}
              type="button"
              class="unit"
              data-unit={`${layer} ${unit}`}
              tabIndex={first.layer === layer && first.unit === unit ? 0 : -1}
              aria-label={`${layer === layers.length - 1 ? "Output" : `Layer ${layer + 1}, unit`} ${unit + 1}`}
              aria-pressed={isChosen(layer, unit)}
              style={{ left: `${x - size / 2}px`, top: `${y - size / 2}px`, width: `${size}px`, height: `${size}px` }}
              onPointerEnter={() => (playground.pointed.value = { kind: "unit", layer, unit })}
              onPointerLeave={() => (playground.pointed.value = undefined)}
              onFocus={() => (playground.pointed.value = { kind: "unit", layer, unit })}
              onBlur={() => (playground.pointed.value = undefined)}
              onClick={() => (playground.chosen.value = isChosen(layer, unit) ? undefined : { kind: "unit", layer, unit })}
              onKeyDown={(event) => go(event, layer, unit)}
            />
          )),
        )}
    </div>
  );
}

/** What a program has built, above its columns. */
function GivenChips({ playground }: { readonly playground: Playground }) {
  const { layers = [], task } = playground.built.value ?? {};
  return (
    <div class="chips" style={{ gridTemplateColumns: `repeat(${layers.length + 1}, minmax(0, 1fr))` }}>
      <div class="chip fixed">
        <b>Input</b>
        <span>
          {task?.features} {task?.features === 1 ? "feature" : "features"}
        </span>
      </div>
      {layers.map(({ id, units, activation }) => (
        <div key={id} class="chip fixed">
          <b>{id}</b>
          <span>
            {units} {activation?.name ?? "linear"}
          </span>
        </div>
      ))}
    </div>
  );
}

/** One chip for each hidden layer, above its column. */
function Chips({ playground, host }: { readonly playground: Playground; readonly host: HTMLElement }) {
  const { layers } = playground.settings.value;
  const task = playground.built.value?.task;
  const end = {
    classes: ["softmax", "crossentropy"],
    "two classes": ["sigmoid", "binary crossentropy"],
    numbers: ["linear", "mean squared error"],
  }[task?.kind ?? "classes"];
  return (
    <div class="chips" style={{ gridTemplateColumns: `repeat(${layers.length + 2}, minmax(0, 1fr))` }}>
      <div class="chip fixed">
        <b>Input</b>
        <span>
          {task?.features ?? 2} {task?.features === 1 ? "feature" : "features"}
        </span>
      </div>
      {layers.map((layer, i) => (
        <LayerChip key={i} layer={layer} at={i} playground={playground} host={host} />
      ))}
      <div class="chip fixed">
        <b>Output</b>
        <span>{end[0]}</span>
        <span class="soft">{end[1]}</span>
        {layers.length < mostLayers && (
          <button
            type="button"
            class="add"
            title="A further hidden layer"
            onClick={() => playground.change({ layers: [...layers, usualLayer] })}
          >
            + layer
          </button>
        )}
      </div>
    </div>
  );
}

const activations = activationNames.map((name) => [name, name === "leakyRelu" ? "leaky relu" : name] as const);

function LayerChip({
  layer,
  at,
  playground,
  host,
}: {
  readonly layer: Layer;
  readonly at: number;
  readonly playground: Playground;
  readonly host: HTMLElement;
}) {
  const { units, activation } = layer;
  const name = `Layer ${at + 1}`;
  const change = (part: Partial<Layer>): void => playground.changeLayer(at, part);
  return (
    <div class="chip" role="group" aria-label={name}>
      <div class="stepper">
        <button type="button" aria-label={`${name}: one unit less`} disabled={units <= 1} onClick={() => change({ units: units - 1 })}>
          −
        </button>
        <output aria-label={`${name}: units`}>{units}</output>
        <button
          type="button"
          aria-label={`${name}: one unit more`}
          disabled={units >= mostUnits}
          onClick={() => change({ units: units + 1 })}
        >
          +
        </button>
      </div>
      <Choice
        label={`${name}: activation`}
        value={activation}
        options={activations}
        isPlain
        onChange={(next: ActivationName) => change({ activation: next })}
      />
      <details>
        <summary>{specials(layer)}</summary>
        <Late name="LayerMenu" playground={playground} host={host} at={at} />
      </details>
    </div>
  );
}

const specials = ({ dropout, l1, l2 }: Layer): string =>
  [dropout > 0 ? `drop ${dropout}` : "", l1 > 0 ? `L1 ${l1}` : "", l2 > 0 ? `L2 ${l2}` : ""].filter(Boolean).join(" · ") || "more";
