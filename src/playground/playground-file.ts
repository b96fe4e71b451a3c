import { FormatError } from "../../graph/errors.ts";
import { isRecord } from "../../graph/is-record.ts";
import type { OwnPoints } from "./data-sets.ts";
import type { Numbers } from "./protocol.ts";
import { checkedSettings, type Settings } from "./settings.ts";

/** What a file of the playground holds: controls, points and what was learned; the network's graph stands beside them for other programs. */
export interface PlaygroundFile {
  readonly settings: Settings;
  readonly own?: OwnPoints;
  readonly parameters?: Numbers;
}

const format = "dagrad playground 1";

/** The text of a .dagrad.json file; `network` is the graph as JSON. */
export const writePlaygroundFile = ({ settings, own, parameters = {} }: PlaygroundFile, network: string): string =>
  `${JSON.stringify({
    format,
    settings,
    ...(own && { own }),
    parameters: Object.fromEntries(Object.entries(parameters).map(([id, values]) => [id, [...values]])),
    network: JSON.parse(network),
  })}\n`;

/** As written. FormatError where the text is no such file; of settings that are out of range, the nearest are taken. */
export function readPlaygroundFile(text: string, name: string): PlaygroundFile {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw notAFile(name, "no JSON");
  }
  if (!isRecord(given) || given.format !== format)
    throw notAFile(name, isRecord(given) ? `format ${JSON.stringify(given.format)}` : "no object");
  const own = given.own === undefined ? undefined : checkedPoints(given.own, name);
  const settings = checkedSettings(given.settings);
  return {
    settings: settings.data === "own" && own === undefined ? { ...settings, data: "spiral" } : settings,
    ...(own && { own }),
    ...(isRecord(given.parameters) && { parameters: numbersOf(given.parameters) }),
  };
}

function checkedPoints(given: unknown, name: string): OwnPoints {
  const { X, y, kind, name: title } = (given ?? {}) as Readonly<Record<string, unknown>>;
  const width = Array.isArray(X) && Array.isArray(X[0]) ? X[0].length : 0;
  const areRows =
    Array.isArray(X) && width > 0 && X.every((row) => Array.isArray(row) && row.length === width && row.every(Number.isFinite));
  const areTargets = Array.isArray(y) && y.length === (X as unknown[] | undefined)?.length && y.every(Number.isFinite);
  const isKnown =
    kind === "numbers" ||
    (kind === "classes" && areTargets && (y as number[]).every((label) => Number.isInteger(label) && label >= 0 && label < 5));
  if (!areRows || !areTargets || !isKnown) throw notAFile(name, "points that are no rows of numbers with a target each");
  return { X: X as number[][], y: y as number[], kind, ...(typeof title === "string" && { name: title }) };
}

const numbersOf = (given: Readonly<Record<string, unknown>>): Numbers =>
  Object.fromEntries(
    Object.entries(given)
      .filter(([, values]) => Array.isArray(values) && values.every(Number.isFinite))
      .map(([id, values]) => [id, Float32Array.from(values as number[])]),
  );

const notAFile = (name: string, actual: string): FormatError =>
  new FormatError(`playground: ${name} must be a file that the playground saved, got ${actual}; save one, or drop a CSV`, {
    code: "not-a-playground",
    expected: format,
    actual,
  });
