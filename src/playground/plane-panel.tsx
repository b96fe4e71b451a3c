import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { classColors, css } from "./colors.ts";
import { Card } from "./fields.tsx";
import type { Painters } from "./painters.ts";
import { PlanePainter, scaleOf } from "./plane-paint.ts";
import type { Playground } from "./playground.ts";
import type { Built } from "./protocol.ts";
import { short } from "./unit-formula.ts";

/** The plane with what the network says everywhere, and how right it is. */
export function PlanePanel({ playground, painters }: { readonly playground: Playground; readonly painters: Painters }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [seen, setSeen] = useState<readonly number[] | undefined>(undefined);
  useLayoutEffect(() => {
    const painter = new PlanePainter();
    return painters.add(() => {
      const [built, state] = [playground.built.value, playground.state.value];
      if (canvas.current && built && state) painter.paint(canvas.current, built, state, playground.followed.value);
    });
  }, [playground, painters]);
  const placeOf = (event: MouseEvent): readonly number[] | undefined => {
    const built = playground.built.value;
    if (!built || !canvas.current) return undefined;
    const box = canvas.current.getBoundingClientRect();
    const [x, y] = scaleOf(built, box.width, box.height).from(event.clientX - box.left, event.clientY - box.top);
    return built.task.features === 1 ? [x] : [x, y];
  };
  const drawn = useRef<readonly [number, number] | undefined>(undefined);
  const touch = (event: MouseEvent): void => {
    const [tool, built, point] = [playground.tool.value, playground.built.value, placeOf(event)];
    if (tool === "follow" || built === undefined || point === undefined) {
      playground.follow(point);
      return;
    }
    drawn.current = [event.clientX, event.clientY];
    playground.draw(
      built.task.features === 1 ? point.slice(0, 1) : pointOf(built, point),
      built.task.kind === "numbers" ? heightAt(event) : tool,
    );
  };
  /** A pointer that is drawn leaves a point every few pixels. */
  const drag = (event: MouseEvent): void => {
    const [x = 0, y = 0] = drawn.current ?? [];
    if (playground.tool.value === "follow" || Math.hypot(event.clientX - x, event.clientY - y) >= 14) touch(event);
  };
  const heightAt = (event: MouseEvent): number => {
    const box = (canvas.current as HTMLCanvasElement).getBoundingClientRect();
    return scaleOf(playground.built.value as Built, box.width, box.height).from(0, event.clientY - box.top)[1];
  };
  const move = (event: KeyboardEvent): void => {
    const { followed, tool } = playground;
    if (event.key === "Enter" && typeof tool.value === "number" && followed.value && playground.built.value)
      playground.draw(pointOf(playground.built.value, followed.value), tool.value);
    const built = playground.built.value;
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (event.key === "Escape") {
      playground.follow(undefined);
      playground.tool.value = "follow";
    }
    if (!by || !built) return;
    event.preventDefault();
    const { left, right, bottom, top } = built.view;
    const [x = (left + right) / 2, y = (bottom + top) / 2] = playground.followed.value ?? [];
    const next = [x + ((by[0] as number) * (right - left)) / 40, y + ((by[1] as number) * (top - bottom)) / 40];
    playground.follow(built.task.features === 1 ? next.slice(0, 1) : next);
  };
  return (
    <Card title={playground.built.value?.task.features === 1 ? "Prediction" : "Decision boundary"} name="plane" class="plane">
      <div class="plane-box">
        <canvas
          ref={canvas}
          tabIndex={0}
          role="img"
          aria-label="The plane of the data: colours say which class the network takes each place for, and how sure it is. Arrow keys move the point that is followed."
          onPointerDown={(event) => touch(event)}
          onPointerMove={(event) => {
            setSeen(placeOf(event));
            if (event.buttons === 1) drag(event);
          }}
          onPointerLeave={() => setSeen(undefined)}
          onKeyDown={move}
        />
      </div>
      <Tools playground={playground} />
      <p class="under">
        <span>{sentence(playground, seen ?? playground.followed.value)}</span>
        {playground.followed.value && (
          <button
            type="button"
            class="small"
            title="Every step of this point with its numbers"
            onClick={() => (playground.exploring.value = true)}
          >
            Explore
          </button>
        )}
      </p>
      <Measures playground={playground} />
    </Card>
  );
}

/** The further features of a point that is drawn are 0. */
const pointOf = ({ task: { features } }: Built, point: readonly number[]): readonly number[] =>
  Array.from({ length: features }, (_, i) => point[i] ?? 0);

/** What a pointer does in the plane: follow a point, or draw points of a class. */
function Tools({ playground }: { readonly playground: Playground }) {
  const task = playground.built.value?.task;
  const tool = playground.tool.value;
  if (task === undefined) return null;
  const count = task.kind === "numbers" ? 1 : Math.min(5, Math.max(task.classes, settingsClasses(playground)));
  return (
    <div class="draw" role="group" aria-label="What a click in the plane does">
      <button type="button" aria-pressed={tool === "follow"} onClick={() => (playground.tool.value = "follow")}>
        Follow
      </button>
      <span class="soft">draw</span>
      {Array.from({ length: count }, (_, label) => (
        <button
          key={label}
          type="button"
          class="class"
          aria-label={task.kind === "numbers" ? "Draw points" : `Draw points of class ${label}`}
          title={task.kind === "numbers" ? "Draw points" : `Draw points of class ${label} (key ${label})`}
          aria-pressed={tool === label}
          onClick={() => (playground.tool.value = label)}
        >
          <Mark label={label} />
        </button>
      ))}
      <button
        type="button"
        aria-pressed={playground.blank.value}
        title="The next point that is drawn begins a data set of its own"
        onClick={() => {
          playground.blank.value = !playground.blank.value;
          if (playground.blank.value && tool === "follow") playground.tool.value = 0;
        }}
      >
        Blank
      </button>
    </div>
  );
}

/** While points are drawn there is a class more than there are. */
const settingsClasses = ({ settings, built }: Playground): number =>
  settings.value.data === "own" || typeof built.value === "undefined" ? (built.value?.task.classes ?? 2) + 1 : 2;

/** The shape and colour of a class. */
function Mark({ label }: { readonly label: number }) {
  const paths = [
    "M8 3a5 5 0 1 0 .01 0z",
    "M3.5 3.5h9v9h-9z",
    "M8 2.5l5.5 10h-11z",
    "M8 2l6 6-6 6-6-6z",
    "M6 2h4v4h4v4h-4v4h-4v-4h-4v-4h4z",
  ];
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={paths[label]} fill={css(classColors[label] ?? [0, 0, 0])} />
    </svg>
  );
}

/** What the network says at a point. */
function sentence(playground: Playground, point: readonly number[] | undefined) {
  const [built, state] = [playground.built.value, playground.state.value];
  if (!built || !state) return "Starting…";
  if (point === undefined) return "Click a point to follow it through the network.";
  const { view, task } = built;
  const { grid, plane } = state;
  const column = Math.max(0, Math.min(grid - 1, Math.floor((((point[0] as number) - view.left) / (view.right - view.left)) * grid)));
  const row =
    task.features === 1
      ? 0
      : Math.max(0, Math.min(grid - 1, Math.floor(((view.top - (point[1] as number)) / (view.top - view.bottom)) * grid)));
  const at = row * grid + column;
  const place = point
    .slice(0, 2)
    .map((x, i) => `x${"₁₂"[i]} ${short(x)}`)
    .join(", ");
  if (task.kind === "numbers") return `${place}: predicts ${short(plane[at] as number)}`;
  const all =
    task.kind === "classes"
      ? [...plane.subarray(at * task.classes, (at + 1) * task.classes)]
      : [1 - (plane[at] as number), plane[at] as number];
  const top = all.indexOf(Math.max(...all));
  return (
    <>
      {place}: <i class="swatch" style={{ background: css(classColors[top] ?? [0, 0, 0]) }} /> class {top},{" "}
      {Math.round((all[top] as number) * 100)} % sure
    </>
  );
}

function Measures({ playground }: { readonly playground: Playground }) {
  const state = playground.state.value;
  const percent = (share: number | undefined): string => (share === undefined ? "–" : `${(share * 100).toFixed(1)} %`);
  return (
    <dl class="measures">
      <div>
        <dt>loss</dt>
        <dd data-measure="loss">{state ? short(state.loss) : "–"}</dd>
      </div>
      {state?.accuracy !== undefined && (
        <div>
          <dt>right</dt>
          <dd>{percent(state.accuracy)}</dd>
        </div>
      )}
      {state?.test && (
        <div class="tested">
          <dt>test loss</dt>
          <dd>{short(state.test.loss)}</dd>
        </div>
      )}
      {state?.test?.accuracy !== undefined && (
        <div class="tested">
          <dt>test right</dt>
          <dd>{percent(state.test.accuracy)}</dd>
        </div>
      )}
    </dl>
  );
}
