import { basename } from "node:path";
import type { FileSystem, OpenFile } from "dagrad/files";

/** A file's bytes: those that were written, and how many the disk is sure to have. */
interface Content {
  bytes: Uint8Array;
  durable: number;
}

/** Changes of the folder, in order; the disk is sure to have those before the last sync of the folder. */
type Change = (names: Map<string, Content>) => void;

const failure = (code: string, syscall: string): Error => Object.assign(new Error(`${code}: simulated`), { code, syscall });

/**
 * A disk with one folder, which the power leaves at a given step: every call counts, also those that would clean up. What it had not
 * been told to sync may be lost, from the last change backwards.
 */
export class CrashingDisk implements FileSystem {
  readonly #start = new Map<string, Content>();
  readonly #changes: Change[] = [];
  #durableChanges = 0;
  #steps = 0;
  readonly #crashAt: number;

  constructor(files: Readonly<Record<string, Uint8Array>>, crashAt = Number.POSITIVE_INFINITY) {
    for (const [name, bytes] of Object.entries(files)) this.#start.set(name, { bytes, durable: bytes.length });
    this.#crashAt = crashAt;
  }

  /** Calls that were made. */
  get steps(): number {
    return this.#steps;
  }

  /** Every way in which the bytes of a file may be found after the crash; undefined where it is not there. */
  *survivors(name: string): Generator<Uint8Array | undefined> {
    for (let kept = this.#durableChanges; kept <= this.#changes.length; kept++) {
      const content = this.#after(kept).get(name);
      if (content === undefined) yield undefined;
      else for (let length = content.durable; length <= content.bytes.length; length++) yield content.bytes.subarray(0, length);
    }
  }

  names(): string[] {
    return [...this.#after(this.#changes.length).keys()];
  }

  #after(changes: number): Map<string, Content> {
    const names = new Map(this.#start);
    for (const change of this.#changes.slice(0, changes)) change(names);
    return names;
  }

  /** Counts a call; throws where the power is gone, after `last` has had its say on how far the call came. */
  #step(last?: () => void): void {
    this.#steps++;
    if (this.#steps === this.#crashAt) last?.();
    if (this.#steps >= this.#crashAt) throw new Error("the power is gone");
  }

  #now(): Map<string, Content> {
    return this.#after(this.#changes.length);
  }

  async realpath(path: string): Promise<string> {
    this.#step();
    if (!this.#now().has(basename(path))) throw failure("ENOENT", "realpath");
    return path;
  }

  async stat(): Promise<{ isFile(): boolean; readonly mode: number }> {
    this.#step();
    return { isFile: () => true, mode: 0o644 };
  }

  async open(path: string, flags: "wx" | "r"): Promise<OpenFile> {
    this.#step();
    if (flags === "r") {
      return {
        writeFile: () => Promise.reject(failure("EISDIR", "write")),
        sync: async () => {
          this.#step();
          this.#durableChanges = this.#changes.length;
        },
        close: async () => this.#step(),
      };
    }
    const content: Content = { bytes: new Uint8Array(), durable: 0 };
    this.#changes.push((names) => names.set(basename(path), content));
    return {
      writeFile: async (bytes) => {
        this.#step(() => {
          content.bytes = bytes.slice();
        });
        content.bytes = bytes.slice();
      },
      sync: async () => {
        this.#step();
        content.durable = content.bytes.length;
      },
      close: async () => this.#step(),
    };
  }

  async rename(from: string, to: string): Promise<void> {
    const change: Change = (names) => {
      names.set(basename(to), names.get(basename(from)) as Content);
      names.delete(basename(from));
    };
    this.#step(() => this.#changes.push(change));
    this.#changes.push(change);
  }

  async unlink(path: string): Promise<void> {
    this.#step();
    this.#changes.push((names) => names.delete(basename(path)));
  }

  async readdir(): Promise<string[]> {
    this.#step();
    return this.names();
  }
}
