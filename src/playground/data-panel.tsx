import { random } from "../data/random.ts";
import { classColors, css } from "./colors.ts";
import { pointsOf, usualNoise } from "./data-sets.ts";
import { Card, NumberField, Slider } from "./fields.tsx";
import type { Playground } from "./playground.ts";
import { bounds, type DataName, dataNames, isRegression, isTwoClasses, usual } from "./settings.ts";

const titles: Readonly<Record<DataName, string>> = {
  spiral: "Spiral",
  vertical: "Vertical",
  circles: "Circles",
  xor: "XOR",
  blobs: "Blobs",
  moons: "Moons",
  sine: "Sine",
  plane: "Plane",
  own: "Your own",
};

/** The points that are learned: which, how many, how noisy, and how many are kept back. */
export function DataPanel({ playground }: { readonly playground: Playground }) {
  const settings = playground.settings.value;
  const { data } = settings;
  const isOwn = data === "own";
  const choose = (name: DataName): void =>
    playground.change({
      data: name,
      noise: usualNoise[name],
      ...(isRegression(name) !== isRegression(data) && { points: isRegression(name) ? 300 : 100 }),
    });
  return (
    <Card title="Data" name="data">
      <div class="sets" role="radiogroup" aria-label="Data set">
        {dataNames
          .filter((name) => name !== "own" || playground.own.value !== undefined)
          .map((name) => (
            <label key={name} class={name === data ? "set chosen" : "set"}>
              <input type="radio" name="data" value={name} checked={name === data} onChange={() => choose(name)} />
              <Thumbnail name={name} />
              <span>{titles[name]}</span>
            </label>
          ))}
      </div>
      {!isOwn && !isRegression(data) && !isTwoClasses(data) && (
        <Slider
          label="Classes"
          value={settings.classes}
          min={2}
          max={5}
          step={1}
          onInput={(classes) => playground.change({ classes }, { gesture: "classes" })}
        />
      )}
      {!isOwn && (
        <>
          <Slider
            label={isRegression(data) ? "Points" : "Points of each class"}
            value={settings.points}
            min={10}
            max={isRegression(data) ? 1000 : 400}
            step={10}
            onInput={(points) => playground.change({ points }, { gesture: "points" })}
          />
          <Slider
            label="Noise"
            value={settings.noise}
            min={0}
            max={data === "spiral" ? 1 : 0.5}
            step={0.01}
            onInput={(noise) => playground.change({ noise }, { gesture: "noise" })}
          />
        </>
      )}
      <Slider
        label="Kept back for testing"
        title="Points that are measured and never trained on: the rings in the plane"
        value={settings.test}
        shown={`${Math.round(settings.test * 100)} %`}
        min={0}
        max={0.5}
        step={0.05}
        onInput={(test) => playground.change({ test }, { gesture: "test" })}
      />
      <label class="check" title="Takes each column to −1 … 1 before the network gets it: chapter 13">
        <input
          type="checkbox"
          checked={settings.scaled}
          onChange={({ currentTarget }) => playground.change({ scaled: currentTarget.checked })}
        />{" "}
        Scale to −1 … 1
      </label>
      <NumberField
        label="Seed"
        title="Where random numbers start: same seed, same bits"
        value={settings.seed}
        min={bounds.seed[0]}
        max={bounds.seed[1]}
        onChange={(seed) => playground.change({ seed: Math.round(seed) })}
      />
    </Card>
  );
}

const thumbnails = new Map<DataName, readonly { readonly x: number; readonly y: number; readonly color: string }[]>();

/** A few points of a data set. */
function Thumbnail({ name }: { readonly name: DataName }) {
  if (name === "own")
    return (
      <span class="thumbnail own" aria-hidden="true">
        ✎
      </span>
    );
  let points = thumbnails.get(name);
  if (points === undefined) {
    const { X, y, kind } = pointsOf(
      { ...usual, data: name, points: kindOf(name), noise: usualNoise[name] * 0.6, classes: name === "circles" ? 2 : 3 },
      random(1),
    );
    const columns = X.shape[1] as number;
    const rows = Array.from({ length: X.shape[0] as number }, (_, i) => ({
      x: X.data[i * columns] as number,
      y: (columns === 1 ? y.data[i] : X.data[i * columns + 1]) as number,
      color:
        kind === "numbers"
          ? columns === 1
            ? "var(--positive)"
            : (y.data[i] as number) > 0
              ? "var(--positive)"
              : "var(--negative)"
          : css(classColors[y.data[i] as number] ?? [0, 0, 0]),
    }));
    const [xs, ys] = [rows.map(({ x }) => x), rows.map((row) => row.y)];
    const [left, bottom] = [Math.min(...xs), Math.min(...ys)];
    const scale = (value: number, least: number, all: number[]): number => 4 + (36 * (value - least)) / (Math.max(...all) - least || 1);
    points = rows.map(({ x, y: height, color }) => ({ x: scale(x, left, xs), y: 44 - scale(height, bottom, ys), color }));
    thumbnails.set(name, points);
  }
  return (
    <svg class="thumbnail" viewBox="0 0 44 44" aria-hidden="true">
      {points.map(({ x, y, color }, i) => (
        <circle key={i} cx={x.toFixed(1)} cy={y.toFixed(1)} r="1.7" fill={color} />
      ))}
    </svg>
  );
}

const kindOf = (name: DataName): number => (isRegression(name) ? 48 : 20);
