import { useEffect, useRef, useState } from "preact/hooks";
import { classColors, css } from "./colors.ts";
import { Card } from "./fields.tsx";
import type { Painters } from "./painters.ts";
import { PlanePainter, scaleOf } from "./plane-paint.ts";
import type { Playground } from "./playground.ts";
import { short } from "./unit-formula.ts";

/** The plane with what the network says everywhere, and how right it is. */
export function PlanePanel({ playground, painters }: { readonly playground: Playground; readonly painters: Painters }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [seen, setSeen] = useState<readonly number[] | undefined>(undefined);
  useEffect(() => {
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
  const move = (event: KeyboardEvent): void => {
    const built = playground.built.value;
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (event.key === "Escape") playground.follow(undefined);
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
          onClick={(event) => playground.follow(placeOf(event))}
          onPointerMove={(event) => setSeen(placeOf(event))}
          onPointerLeave={() => setSeen(undefined)}
          onKeyDown={move}
        />
      </div>
      <p class="under">{sentence(playground, seen ?? playground.followed.value)}</p>
      <Measures playground={playground} />
    </Card>
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
