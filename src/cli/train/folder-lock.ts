import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, readlinkSync, renameSync, statSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { CliError } from "../cli-error.ts";
import { processStart } from "./process-start.ts";

/** The file that says which process writes to the folder. */
export const lockFile = "training.lock";

/** Who holds a folder. */
interface Owner {
  readonly pid: number;
  /** Where that number means that process: the machine, and its space of process numbers, since containers have their own. */
  readonly place: string;
  /** As `processStart` says it: another process may get the number. */
  readonly start: string;
  /** Of this lock alone. */
  readonly id: string;
}

interface Found {
  readonly text: string;
  /** Since the owner touched it, in ms. */
  readonly age: number;
}

/** Time between two touches, in ms. */
const beat = 60_000;
/** Where the process cannot be looked at, the lock counts for so long after the last touch. */
const patience = 10 * beat;
/** A lock that says nothing is being written, or its process was killed just then. */
const writing = 10_000;

/** The locks of this very process. */
const held = new Set<string>();

/**
 * Takes a folder for one training and returns what gives it back. A lock whose process is gone is taken over, whatever ended that: none
 * counts for ever. `name` is what the user calls the folder.
 *
 * CliError where another training holds it; what the system says where no file can be made.
 */
export function lockFolder(folder: string, name: string): () => void {
  const path = join(folder, lockFile);
  const owner: Owner = { pid: process.pid, place: place(), start: processStart(process.pid) ?? "", id: randomUUID() };
  const text = `${JSON.stringify(owner)}\n`;
  // Others may take it or give it back between any two steps: then once more from the start.
  for (let tries = 0; tries < 100; tries++) {
    if (create(path, text)) return hold(path, text);
    const found = look(path);
    if (found === undefined) continue;
    const problem = problemOf(found);
    if (problem !== undefined) {
      const [actual, cure] = problem;
      throw new CliError(`${name}: a folder must be written by one training at a time, got ${actual} at it; ${cure}`);
    }
    remove(path, found.text);
  }
  throw new CliError(`${name}: ${lockFile} must be a file of a training, got one that neither stays nor goes; delete it`);
}

function create(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function hold(path: string, text: string): () => void {
  held.add(text);
  const timer = setInterval(() => touch(path), beat);
  timer.unref();
  const release = (): void => {
    clearInterval(timer);
    process.off("exit", release);
    held.delete(text);
    try {
      if (look(path)?.text === text) unlinkSync(path);
    } catch {
      // It stays; that its process is gone tells the next one enough.
    }
  };
  // Also where a second signal ends the process at once.
  process.on("exit", release);
  return release;
}

function touch(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // Somebody has deleted it: the training goes on.
  }
}

function look(path: string): Found | undefined {
  try {
    return { text: readFileSync(path, "utf8"), age: Date.now() - statSync(path).mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Who holds the folder, and what to do about it; undefined where nobody does any more. */
function problemOf({ text, age }: Found): readonly [actual: string, cure: string] | undefined {
  const wait = "wait for it, or choose another --out";
  const owner = ownerOf(text);
  if (owner === undefined) return age < writing ? ["another", wait] : undefined;
  const unsure = `${wait}; delete ${lockFile} there if that one has ended`;
  if (owner.place !== place()) return age < patience ? [`process ${owner.pid} of ${owner.place.split(" ")[0]}`, unsure] : undefined;
  if (owner.pid === process.pid) return held.has(text) ? ["this very process", wait] : undefined;
  const start = processStart(owner.pid);
  if (start === undefined) return undefined;
  if (start !== "" && owner.start !== "") return start === owner.start ? [`process ${owner.pid}`, wait] : undefined;
  return [`process ${owner.pid}`, unsure];
}

function ownerOf(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text) as Partial<Owner> | null;
    const isOwner = Number.isInteger(owner?.pid) && typeof owner?.place === "string" && typeof owner.start === "string";
    return isOwner ? (owner as Owner) : undefined;
  } catch {
    return undefined;
  }
}

function place(): string {
  let space = "";
  try {
    space = readlinkSync("/proc/self/ns/pid");
  } catch {
    // Only Linux has it.
  }
  return `${hostname()} ${space}`;
}

/** Takes away a lock that nobody holds; one that another process has put in its place meanwhile stays. */
function remove(path: string, text: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, "utf8") !== text) linkSync(aside, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return;
    if (code !== "EEXIST") throw error;
  }
  unlinkSync(aside);
}
