import type { OwnPoints } from "./data-sets.ts";
import { paneNames } from "./pane-names.ts";
import type { Shown } from "./playground.ts";
import { checkedSettings, type Layer, type Settings, usual, usualLayer } from "./settings.ts";

/** Points that an address holds; more are in the file alone that is saved. */
export const mostInHash = 400;

/** How many features of a point an address has, and how far from 0 they are. */
const [mostFeatures, mostFollowed] = [16, 1e6];

const plain = [
  "data",
  "classes",
  "points",
  "noise",
  "test",
  "init",
  "optimizer",
  "rate",
  "decay",
  "momentum",
  "batch",
  "seed",
  "until",
] as const;

/** What differs from the usual settings, as the text behind the # of an address: "data=circles&layers=8.relu-6.tanh.d0.1". */
export function writeHash(settings: Settings, own?: OwnPoints, { follow, pane = "code" }: Shown = {}): string {
  const entries: [string, string][] = plain.filter((name) => settings[name] !== usual[name]).map((name) => [name, String(settings[name])]);
  if (settings.scaled) entries.push(["scaled", "1"]);
  if (JSON.stringify(settings.layers) !== JSON.stringify(usual.layers))
    entries.push(["layers", settings.layers.map(writeLayer).join("-") || "none"]);
  if (settings.data === "own" && own !== undefined && own.X.length <= mostInHash && (own.X[0]?.length ?? 2) <= 2)
    entries.push(["own", writePoints(own)]);
  if (follow !== undefined) entries.push(["follow", follow.map((x) => Number(x.toPrecision(4))).join(",")]);
  if (pane !== "code") entries.push(["pane", pane]);
  return entries.map(([name, value]) => `${name}=${value}`).join("&");
}

/** As written; what is not understood is left out, so that every address opens. */
export function readHash(hash: string): { readonly settings: Settings; readonly own?: OwnPoints; readonly shown: Shown } {
  const entries = new Map(
    hash
      .replace(/^#/, "")
      .split("&")
      .map((entry) => [entry.split("=")[0] as string, decoded(entry.slice(entry.indexOf("=") + 1))]),
  );
  const given: Record<string, unknown> = {};
  for (const name of plain) {
    const text = entries.get(name);
    if (text !== undefined) given[name] = typeof usual[name] === "number" ? Number(text) : text;
  }
  if (entries.has("scaled")) given.scaled = entries.get("scaled") === "1";
  const layers = entries.get("layers");
  if (layers !== undefined) given.layers = layers === "none" ? [] : layers.split("-").map(readLayer);
  const settings = checkedSettings(given);
  const own = entries.has("own") ? readPoints(entries.get("own") as string) : undefined;
  return {
    settings: settings.data === "own" && own === undefined ? { ...settings, data: usual.data } : settings,
    ...(own && { own }),
    shown: shownBy(entries),
  };
}

/** The point that is followed and the pane that is open, where these are some. */
function shownBy(entries: ReadonlyMap<string, string>): Shown {
  const follow = entries.get("follow")?.split(",").map(Number);
  const isPoint = follow !== undefined && follow.length <= mostFeatures && follow.every((x) => Math.abs(x) <= mostFollowed);
  const pane = paneNames.find((name) => name === entries.get("pane"));
  return { ...(isPoint && { follow }), ...(pane && { pane }) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** "8.relu", with "d0.1", "a0.001" and "b0.001" behind it for dropout, L1 and L2; a "~" stands for the minus of an exponent. */
const writeLayer = ({ units, activation, dropout, l1, l2 }: Layer): string =>
  [`${units}.${activation}`, ...(dropout > 0 ? [`d${dropout}`] : []), ...(l1 > 0 ? [`a${l1}`] : []), ...(l2 > 0 ? [`b${l2}`] : [])]
    .join("_")
    .replaceAll("-", "~");

function readLayer(text: string): Layer {
  const [head = "", ...further] = text.replaceAll("~", "-").split("_");
  const [units, activation] = head.split(".");
  const value = (letter: string): number => Number(further.find((part) => part.startsWith(letter))?.slice(1) ?? 0);
  return {
    ...usualLayer,
    units: Number(units),
    activation: activation as Layer["activation"],
    dropout: value("d"),
    l1: value("a"),
    l2: value("b"),
  };
}

/** Coordinates in thousandths, in base 36: "kind;x,y,label;…". */
const writePoints = ({ X, y, kind }: OwnPoints): string =>
  [
    kind === "numbers" ? "n" : "c",
    ...X.map((row, i) => [...row, kind === "numbers" ? (y[i] as number) : (y[i] as number) / 1000].map(inThousandths).join(",")),
  ].join(";");

const inThousandths = (x: number): string => Math.round(x * 1000).toString(36);

function readPoints(text: string): OwnPoints | undefined {
  const [kind, ...rows] = text.split(";");
  const numbers = rows.map((row) => row.split(",").map((x) => Number.parseInt(x, 36)));
  const width = numbers[0]?.length ?? 0;
  if ((kind !== "c" && kind !== "n") || (width !== 2 && width !== 3) || rows.length > mostInHash) return undefined;
  if (!numbers.every((row) => row.length === width && row.every(Number.isFinite))) return undefined;
  const y = numbers.map((row) => (row.at(-1) as number) / (kind === "n" ? 1000 : 1));
  if (kind === "c" && !y.every((label) => label >= 0 && label < 5)) return undefined;
  return { X: numbers.map((row) => row.slice(0, -1).map((x) => x / 1000)), y, kind: kind === "n" ? "numbers" : "classes" };
}
