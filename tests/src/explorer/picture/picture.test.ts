import { crc32, inflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type NodeId, nodeOf } from "../../../../graph/graph.ts";
import { badgesOf } from "../../../../src/explorer/picture/badges.ts";
import { boxWords } from "../../../../src/explorer/picture/box-words.ts";
import { faceOf, withFaces } from "../../../../src/explorer/picture/face.ts";
import { type HeatColors, heatImage, pooled } from "../../../../src/explorer/picture/heat-image.ts";
import { aroundEdges, inView } from "../../../../src/explorer/picture/in-view.ts";
import { runIds } from "../../../../src/explorer/picture/run-ids.ts";
import { showCell } from "../../../../src/explorer/picture/show-cell.ts";
import { firstView, fitted, showing, shownPart, zoomed } from "../../../../src/explorer/picture/viewport.ts";
import { walkOf } from "../../../../src/explorer/picture/walk.ts";
import { foldedDrawing } from "../../../../src/export/drawing/fold.ts";
import type { FoldLevel } from "../../../../src/export/drawing/fold-view.ts";
import { placeDrawing } from "../../../../src/export/svg/place-drawing.ts";
import { array, compile, lower, random, reference, trace } from "../../../../src/index.ts";
import { chapter5, residual } from "../../export/networks.ts";
import { networks } from "../../export/svg/own-pictures.ts";
import { faultsOfPlacing } from "../../place/faults-of-placing.ts";

const at = (level: FoldLevel) => ({ level, open: new Set<string>(), closed: new Set<string>() });
const colors: HeatColors = { positive: [0, 0, 255], negative: [255, 128, 0], alarm: [255, 0, 0] };

/** The pixels of a PNG of a palette as red, green, blue and opacity, read by Node's own inflate and CRC. */
function decoded(url: string): { width: number; height: number; pixels: number[][] } {
  const bytes = Buffer.from(url.slice("data:image/png;base64,".length), "base64");
  const chunks = new Map<string, Buffer>();
  for (let from = 8; from < bytes.length; ) {
    const length = bytes.readUInt32BE(from);
    const end = from + 8 + length;
    expect(bytes.readUInt32BE(end)).toBe(crc32(bytes.subarray(from + 4, end)));
    chunks.set(bytes.toString("latin1", from + 4, from + 8), bytes.subarray(from + 8, end));
    from = end + 4;
  }
  const chunk = (name: string): Buffer => chunks.get(name) as Buffer;
  const [width, height] = [chunk("IHDR").readUInt32BE(0), chunk("IHDR").readUInt32BE(4)];
  const raw = inflateSync(chunk("IDAT"));
  const pixels: number[][] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const index = raw[y * (width + 1) + 1 + x] as number;
      pixels.push([...chunk("PLTE").subarray(3 * index, 3 * index + 3), chunk("tRNS")[index] as number]);
    }
  }
  return { width, height, pixels };
}

describe("a heat image", () => {
  test("is a PNG: blue above zero, orange below, nothing at zero, red where there is no number", () => {
    const { width, height, pixels } = decoded(
      heatImage(
        array(
          [
            [1, -1, 0],
            [0.5, Number.NaN, -0.25],
          ],
          "float32",
        ),
        colors,
      ),
    );
    expect([width, height]).toEqual([3, 2]);
    expect(pixels.map(([red, green, blue]) => [red, green, blue])).toEqual([
      [0, 0, 255],
      [255, 128, 0],
      [0, 0, 255],
      [0, 0, 255],
      [255, 0, 0],
      [255, 128, 0],
    ]);
    const [one, minusOne, zero, half, alarm, quarter] = pixels.map(([, , , opacity]) => opacity as number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    expect([one, zero, alarm]).toEqual([minusOne, 0, 255]);
    expect(quarter).toBeLessThan(half);
    expect(half).toBeLessThan(one);
  });

  test("of more than 64 rows has the means of those that fall into one place", () => {
    const value = array(
      Array.from({ length: 128 }, (_, i) => [i, -i, 1]),
      "float32",
    );
    const { width, height, values } = pooled(value);
    expect([width, height]).toEqual([3, 64]);
    for (let y = 0; y < 64; y++) expect([...values.subarray(3 * y, 3 * y + 3)]).toEqual([2 * y + 0.5, -2 * y - 0.5, 1]);
  });

  test("of any shape is one, an empty one none", () => {
    expect(heatImage(array(new Array(0), "float32"), colors)).toBe("");
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: false }), { minLength: 1, maxLength: 300 }), (numbers) => {
        const { width, height } = decoded(heatImage(array(numbers, "float64"), colors));
        expect([width, height]).toEqual([Math.min(64, numbers.length), 1]);
      }),
      { numRuns: 20, seed: 15 },
    );
  });
});

describe("what a box shows of a run", () => {
  const feeds = { X: random(1).normal(0, 1, [5, 2]), y: array([0, 1, 2, 1, 0], "uint8") };
  const seen = (net: typeof chapter5) =>
    trace(compile(net, { backend: reference, random: random(0) }), feeds as never).values as Record<NodeId, { data: ArrayLike<number> }>;

  test.each(["layers", "formula", "run"] as const)(
    "level %s: a node has a value of the run only where it computes that value itself",
    (level) => {
      const run = lower(chapter5);
      const { graph } = foldedDrawing(chapter5, at(level));
      const ids = runIds(graph, chapter5, run);
      const [drawn, ran] = [seen(graph), seen(run)];
      for (const [id, own] of ids) {
        if (nodeOf(graph, id).op === "constant") continue;
        for (const [i, x] of Array.from((drawn[id] as { data: ArrayLike<number> }).data).entries()) {
          expect((ran[own] as { data: ArrayLike<number> }).data[i]).toBeCloseTo(x, 5);
        }
      }
      for (const id of ["X", "dense1", "relu1", "softmax1", "crossentropy1"]) expect(ids.get(id)).toBe(id);
      if (level === "run") expect([...ids.keys()].sort()).toEqual(Object.keys(graph.nodes).sort());
      // exp(z) of the textbook never ran: what ran was exp(z − max z).
      if (level === "formula") expect(ids.has("softmax1.exp1")).toBe(false);
    },
  );

  test("numbers up to 4 by 4 in cells, a picture above that, the gradient below or beside", () => {
    const face = (rows: number, columns: number) => {
      const value = random(0).normal(0, 1, [rows, columns]);
      return faceOf({ label: ["x"], role: "op" }, { value, gradient: value, foot: "" });
    };
    expect(face(4, 4).strips.map(({ kind, of, rows, columns }) => [kind, of, rows, columns])).toEqual([
      ["cells", "value", 4, 4],
      ["cells", "gradient", 4, 4],
    ]);
    const [value, gradient] = face(5, 4).strips;
    expect([value?.kind, gradient?.kind, value?.y === gradient?.y]).toEqual(["image", "image", true]);
    expect(face(300, 3).strips.map(({ width, height }) => [width, height])).toEqual([
      [64, 64],
      [64, 64],
    ]);
  });

  test("boxes keep their size whatever their numbers are", () => {
    const face = (numbers: number[]) =>
      faceOf({ label: ["x"], role: "op" }, { value: array(numbers, "float32"), foot: "3", cost: { text: `${numbers[0]} µs`, share: 1 } });
    const { width, height } = face([0, 0, 0]);
    expect(face([-0.00123456, Number.NEGATIVE_INFINITY, 1e-30])).toMatchObject({ width, height });
  });

  test("a cell has three digits of a float", () => {
    expect([0.0123456, -0.0067899, 12345.6, 0.5, 0, 1e-5, Number.NaN].map((x) => showCell(x, "float32"))).toEqual([
      "0.0123",
      "−0.00679",
      "12346",
      "0.500",
      "0",
      "1.0e−5",
      "NaN",
    ]);
    expect(showCell(3, "uint8")).toBe("3");
  });

  test("badges tell what is not finite, and what learns nothing", () => {
    const value = array([1, Number.NaN], "float32");
    expect(badgesOf(value, undefined, undefined)).toEqual([
      { kind: "alarm", text: "! NaN", title: "1 of 2 elements of the value are not finite" },
    ]);
    expect(
      badgesOf(undefined, array([Number.POSITIVE_INFINITY], "float32"), { count: 4, dead: [1], saturated: [0, 2] }).map(({ text }) => text),
    ).toEqual(["! ∞", "1/4 dead", "2/4 flat"]);
    expect(badgesOf(array([1], "float32"), undefined, undefined)).toEqual([]);
  });

  test("a box says what it is in words", () => {
    const folded = foldedDrawing(chapter5, at("run"));
    const value = array([[0, 0.02, 0.01]], "float32");
    const words = (id: string) => boxWords(folded, folded.boxes.get(id) as never, { value, foot: "" }, []);
    expect(words("relu1")).toBe("relu1, maximum of 0 and dense1, float32 1 by 3, minimum 0, maximum 0.02, open");
    expect(words("output loss")).toBe("loss, output, from crossentropy1, float32 1 by 3, minimum 0, maximum 0.02");
  });
});

describe("a window onto a picture", () => {
  const size = { width: 800, height: 600 };
  const bounds = { left: -300, top: 20, right: 500, bottom: 4000 };

  test("magnifies about a point, and fits all", () => {
    const view = { left: 10, top: 20, k: 0.5 };
    const near = zoomed(view, 3, [100, 200]);
    expect([near.k, (100 - near.left) / near.k, (200 - near.top) / near.k]).toEqual([1.5, (100 - 10) / 0.5, (200 - 20) / 0.5]);
    expect(zoomed(view, 1e9, [0, 0]).k).toBe(4);
    const part = shownPart(fitted(bounds, size), size);
    expect(part.left <= bounds.left && part.top <= bounds.top && part.right >= bounds.right && part.bottom >= bounds.bottom).toBe(true);
    // What fits only if it is too small to be read is shown from its beginning.
    const viewed = { placing: { bounds }, middle: 0, reach: { left: -100, right: 60 } };
    expect(firstView(viewed, size)).toEqual({ k: 1, left: 420, top: 0 });
    // The straight line alone is in the middle where nothing more has room.
    expect(firstView({ ...viewed, reach: { left: -900, right: 60 } }, { ...size, width: 300 })).toMatchObject({ k: 0.8, left: 150 });
  });

  test("moves no more than shows a box", () => {
    const view = { left: 0, top: 0, k: 1 };
    expect(showing(view, { left: 100, top: 100, right: 200, bottom: 200 }, size)).toEqual(view);
    expect(showing(view, { left: 100, top: 700, right: 200, bottom: 800 }, size)).toEqual({ ...view, top: -220 });
    expect(showing(view, { left: -50, top: 0, right: 2000, bottom: 100 }, size)).toEqual({ ...view, left: 70, top: 20 });
  });

  test("shows what meets it, and nothing else", () => {
    const { placing } = placeDrawing(foldedDrawing(residual, at("run")), "TB");
    const { left, right, top, bottom } = placing.bounds;
    const part = { left, right, top, bottom: (top + bottom) / 2 };
    const seen = new Set(inView(placing, aroundEdges(placing), part).nodes);
    for (const [id, box] of placing.nodes) expect(seen.has(id)).toBe(box.top < part.bottom);
    expect(inView(placing, aroundEdges(placing), placing.bounds).nodes).toHaveLength(placing.nodes.size);
  });
});

describe("a walk by keys", () => {
  test.each(Object.entries(networks))("through %s: edges lead on, and reading reaches every box", (_, net) => {
    const drawing = foldedDrawing(net, at("layers"));
    const walk = walkOf(drawing, placeDrawing(drawing, "TB").placing);
    const seen = new Set<string>();
    for (let id = walk.first; id !== undefined && !seen.has(id); id = walk.after(id)) seen.add(id);
    expect(seen.size).toBe(drawing.nodes.length);
    const arrows = new Set(drawing.edges.map(({ from, to }) => `${from} → ${to}`));
    for (const { id } of drawing.nodes) {
      const [next, previous] = [walk.next(id), walk.previous(id)];
      if (next !== undefined) expect(arrows).toContain(`${id} → ${next}`);
      if (previous !== undefined) expect(arrows).toContain(`${previous} → ${id}`);
      if (id !== walk.first) expect(walk.before(id)).toBeDefined();
    }
  });

  test("boxes with values do not overlap", () => {
    for (const level of ["layers", "formula", "run"] as const) {
      const drawing = foldedDrawing(chapter5, at(level));
      const value = random(0).normal(0, 1, [300, 3]);
      const faces = new Map(drawing.nodes.map((node) => [node.id, faceOf(node, { value, gradient: value, foot: "300×3" })]));
      const { input, placing } = placeDrawing(withFaces(drawing, faces), "TB");
      expect(faultsOfPlacing(input, placing)).toEqual([]);
    }
  });
});
