import { fit, predict, random } from "dagrad";
import { expect, test } from "vitest";
import { main, network, training } from "../../examples/autoencoder.ts";
import { noisyDigits } from "../../examples/noisy-digits.ts";
import { expectPictures, runExample } from "./run-example.ts";

test("an autoencoder that is told no digit lays equal digits side by side: 8 of 10 have one of their own next to them in the plane", async () => {
  const run = fit(network, { ...training(1000), epochs: 15 });
  await run;
  const { images, labels } = noisyDigits(200, random(1), { moved: 0 });
  const plane = (await predict(run.network, { images }, { output: "plane" })).tolist() as [number, number][];
  const nearest = ([x, y]: [number, number], i: number): number => {
    const away = plane.map(([u, v], j) => (i === j ? Number.POSITIVE_INFINITY : Math.hypot(u - x, v - y)));
    return away.indexOf(Math.min(...away));
  };
  const hits = plane.filter((point, i) => labels.data[nearest(point, i)] === labels.data[i]);
  // By chance one in ten.
  expect(hits.length / plane.length).toBeGreaterThan(0.8);
});

test("autoencoder draws 600 digits in its plane, for light and for dark, and the network", async () => {
  const { printed, files } = await runExample((directory) => main(directory, { epochs: 2, samples: 200 }));
  expect(printed.split("\n")).toHaveLength(2);
  expect(Object.keys(files)).toEqual(["latent-plane.svg", "autoencoder.dot", "autoencoder.svg"]);
  const plane = files["latent-plane.svg"] as string;
  const places = Array.from(plane.matchAll(/<text class="mark(\d)" x="(.*?)" y="(.*?)">(\d)</g), ([, mark, x, y, digit]) => {
    expect(digit).toBe(mark);
    return [Number(x), Number(y)] as const;
  });
  expect(places).toHaveLength(600);
  // The farthest points stand at the edges of the drawing.
  expect([Math.min(...places.map(([x]) => x)), Math.max(...places.map(([x]) => x))]).toEqual([40, 600]);
  expect([Math.min(...places.map(([, y]) => y)), Math.max(...places.map(([, y]) => y))]).toEqual([70, 600]);
  expect(plane).toContain("prefers-color-scheme: dark");
  expectPictures(files, 1);
});
