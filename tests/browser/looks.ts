import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pixelmatch from "pixelmatch";
import type { Locator, Page, PageScreenshotOptions } from "playwright-core";
import { PNG } from "pngjs";
import { root } from "../own-process.ts";
import { type Layout, layoutOf, moved } from "./looks-layout.ts";

/** What draws: pixels are compared where it is what drew the golden pictures. */
export interface DrawnWith {
  readonly chromium: string;
  /** SHA-256 of the fonts' files; undefined where they are not installed. */
  readonly fonts: string | undefined;
}

/** What of a page is looked at. */
export interface Sight {
  /** Default: the window. */
  readonly of?: Locator;
  /** A part of the window, in px. */
  readonly clip?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** What differs from run to run is covered. */
  readonly mask?: Locator[];
  /** Parts whose places are compared, by selectors. */
  readonly parts: readonly string[];
}

/** Golden pictures of pages, and where their parts are. */
export interface Looks {
  /** Why pixels are not compared; undefined where they are. */
  readonly onlyPlaces: string | undefined;
  /** What differs from the golden picture of that name, in lines; "" where nothing does. With -u the golden picture is written. */
  faults(name: string, page: Page, sight: Sight): Promise<string>;
  /** Writes what came with -u. */
  save(): void;
}

/** Of the pixels of a picture, how many may differ. */
const tolerance = 0.001;
/** How far a colour may be from what it was, of 1 from black to white: less than an eye sees. */
const threshold = 0.01;

const golden = new URL("looks/", import.meta.url).pathname;
const out = join(root, "out/looks");
const accept = "npx vitest run tests/browser/looks.test.ts -u";

/** `update`: as vitest has it, "all" with -u, "new" where what is missing is written, "none" in CI. */
export function looksOf(drawnWith: DrawnWith, update: "all" | "new" | "none"): Looks {
  const placesFile = join(golden, "places.json");
  const drawnFile = join(golden, "drawn-with.json");
  const read = <T>(file: string, otherwise: T): T => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : otherwise);
  const before = read<DrawnWith>(drawnFile, drawnWith);
  const places = read<Record<string, Layout>>(placesFile, {});
  const differs = (["chromium", "fonts"] as const).filter((part) => before[part] !== drawnWith[part]);
  const told = (part: "chromium" | "fonts", { [part]: value }: DrawnWith): string =>
    `${part === "chromium" ? `Chromium ${value}` : `fonts ${value?.slice(0, 12) ?? "that are not installed"}`}`;
  const onlyPlaces =
    differs.length === 0 || update === "all"
      ? undefined
      : `${differs.map((part) => `${told(part, drawnWith)}, not ${told(part, before)}`).join("; ")}`;
  const written: Record<string, Layout> = {};
  mkdirSync(golden, { recursive: true });

  return {
    onlyPlaces,
    async faults(name, page, { of, clip, mask = [], parts }) {
      await settled(page);
      const layout = await layoutOf(page, parts);
      const missing = parts.filter((part) => layout[part] === undefined);
      if (missing.length > 0) return `${name}: there is no ${missing.join(", no ")}`;
      const isNew = places[name] === undefined;
      const writes = update === "all" || (update === "new" && isNew);
      if (isNew && !writes) return `${name}: there is no golden picture; ${accept} writes it`;
      if (writes) written[name] = layout;
      const lines = writes ? [] : moved(layout, places[name] as Layout);
      if (onlyPlaces === undefined) {
        const options: PageScreenshotOptions = { animations: "disabled", caret: "hide", scale: "css", mask, maskColor: "gray" };
        const actual = await still(() => of?.screenshot(options) ?? page.screenshot({ ...options, ...(clip && { clip }) }));
        lines.push(...compared(name, actual, writes));
      }
      return lines.length === 0 ? "" : `${name}: ${lines.join("; ")}; where that is as it should be, accept it: ${accept}`;
    },
    save() {
      if (Object.keys(written).length === 0) return;
      const all = Object.entries({ ...places, ...written }).sort(([a], [b]) => (a < b ? -1 : 1));
      const lines = all.map(
        ([name, layout]) =>
          `  ${JSON.stringify(name)}: {\n${Object.entries(layout)
            .map(([part, place]) => `    ${JSON.stringify(part)}: [${place.join(", ")}]`)
            .join(",\n")}\n  }`,
      );
      writeFileSync(placesFile, `{\n${lines.join(",\n")}\n}\n`);
      writeFileSync(drawnFile, `${JSON.stringify(drawnWith, null, 2)}\n`);
    },
  };
}

/** Fonts are there, and what was asked for has been drawn. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    for (let i = 0; i < 2; i++) await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
  });
}

/** A picture that is the same two times in a row. */
async function still(shoot: () => Promise<Buffer>): Promise<Buffer> {
  let last = await shoot();
  for (let i = 0; i < 20; i++) {
    const now = await shoot();
    if (now.equals(last)) return now;
    last = now;
  }
  throw new Error("a page must come to rest, got 20 pictures that differ each from the last");
}

function compared(name: string, actual: Buffer, writes: boolean): string[] {
  const file = join(golden, `${name}.png`);
  const now = PNG.sync.read(actual);
  if (writes) {
    // Without transparency, and packed as well as may be.
    writeFileSync(file, PNG.sync.write(now, { colorType: 2, inputHasAlpha: true, deflateLevel: 9 }));
    return [];
  }
  if (!existsSync(file)) return [`looks/${name}.png is missing`];
  const was = PNG.sync.read(readFileSync(file));
  const save = (suffix: string, bytes: Buffer): string => {
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, `${name}.${suffix}.png`), bytes);
    return `out/looks/${name}.${suffix}.png`;
  };
  if (now.width !== was.width || now.height !== was.height)
    return [`it is ${now.width} × ${now.height} px, was ${was.width} × ${was.height}: ${save("actual", actual)}`];
  const { width, height } = now;
  const diff = new PNG({ width, height });
  const count = pixelmatch(was.data, now.data, diff.data, width, height, { threshold, includeAA: true });
  if (count <= tolerance * width * height) return [];
  const [left, top, right, bottom] = extent(diff);
  const share = ((100 * count) / (width * height)).toFixed(2);
  return [
    `${count} pixels (${share} %, at most 0.1 % may) differ, all of them between ${left}, ${top} and ${right}, ${bottom}: ${save("actual", actual)}, ${save("diff", PNG.sync.write(diff))}`,
  ];
}

/** The box around what pixelmatch has painted red. */
function extent({ width, height, data }: PNG): [number, number, number, number] {
  const box: [number, number, number, number] = [width, height, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 4 * (y * width + x);
      if (data[at] !== 255 || data[at + 1] !== 0 || data[at + 2] !== 0) continue;
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
  }
  return box;
}
