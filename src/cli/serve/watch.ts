import { createHash } from "node:crypto";
import { type FSWatcher, readFileSync, statSync, watch } from "node:fs";
import { dirname } from "node:path";

export interface Watcher {
  /** Watches these files from now on, and no others. They need not exist. */
  follow(files: Iterable<string>): void;
  /** Watches this one, too. */
  add(file: string): void;
  close(): void;
}

export interface WatchOptions {
  /** ms of silence before a change is told: editors write, rename and remove in one go. Default 60. */
  readonly quiet?: number;
  /** ms between two looks at files whose folder tells nothing, as those of networks and containers may. Default 1000. */
  readonly every?: number;
}

/**
 * Calls `changed` when the content of a file is another one, or it is gone, or there again.
 *
 * Folders are watched, not files: an editor that writes beside and renames leaves a watched file behind that nobody sees any more. What they
 * tell differs from system to system, so it is taken as a hint to look.
 */
export function watchFiles(changed: () => void, { quiet = 60, every = 1000 }: WatchOptions = {}): Watcher {
  const files = new Map<string, Seen>();
  const folders = new Map<string, Folder>();
  /** Set while there was a hint and nothing was looked at yet; since when. */
  let waiting: { readonly timer: NodeJS.Timeout; readonly since: number } | undefined;

  const hint = (): void => {
    const { since = performance.now() } = waiting ?? {};
    // In a folder where something is written all the time there is no silence.
    if (performance.now() - since > longest * quiet) return;
    clearTimeout(waiting?.timer);
    waiting = { timer: setTimeout(look, quiet), since };
  };
  const look = (): void => {
    waiting = undefined;
    let isOther = false;
    for (const [file, before] of files) {
      const now = seen(file);
      files.set(file, now);
      if (now.content !== before.content) isOther = true;
    }
    if (isOther) changed();
  };
  const openFolders = (): void => {
    const wanted = new Map([...files.keys()].map((file) => [dirname(file), stampOf(dirname(file), "folder")]));
    for (const [name, folder] of folders) {
      // One that is removed and made again is another one.
      if (wanted.get(name) === folder.stamp) continue;
      folder.watcher.close();
      folders.delete(name);
    }
    for (const [name, stamp] of wanted) {
      if (stamp === none || folders.has(name)) continue;
      try {
        const watcher = watch(name, hint);
        watcher.on("error", () => watcher.close());
        folders.set(name, { watcher, stamp });
      } catch {
        // Systems have limits: looking from time to time remains.
      }
    }
  };
  const pulse = setInterval(() => {
    openFolders();
    if (waiting === undefined && [...files].some(([file, before]) => stampOf(file) !== before.stamp)) hint();
  }, every);

  return {
    follow(wanted) {
      const all = new Set(wanted);
      for (const file of files.keys()) if (!all.has(file)) files.delete(file);
      for (const file of all) if (!files.has(file)) files.set(file, seen(file));
      openFolders();
    },
    add(file) {
      if (files.has(file)) return;
      files.set(file, seen(file));
      openFolders();
    },
    close() {
      clearInterval(pulse);
      clearTimeout(waiting?.timer);
      for (const { watcher } of folders.values()) watcher.close();
      folders.clear();
    },
  };
}

/** How often the time of silence may begin anew. */
const longest = 5;

interface Folder {
  readonly watcher: FSWatcher;
  readonly stamp: string;
}

/** A file as it was when it was looked at. */
interface Seen {
  readonly stamp: string;
  /** Its hash: to save what is unchanged is no change. */
  readonly content: string;
}

const none = "none";

function seen(file: string): Seen {
  try {
    return { stamp: stampOf(file), content: createHash("sha1").update(readFileSync(file)).digest("base64") };
  } catch {
    return { stamp: stampOf(file), content: none };
  }
}

/** What can be seen without reading: another one where a file was written or replaced. Of a folder, where it is another folder. */
function stampOf(path: string, kind: "file" | "folder" = "file"): string {
  try {
    const { ino, size, mtimeNs } = statSync(path, { bigint: true });
    return kind === "folder" ? `${ino}` : `${ino}-${size}-${mtimeNs}`;
  } catch {
    return none;
  }
}
