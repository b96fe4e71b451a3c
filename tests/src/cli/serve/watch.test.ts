import { mkdir, rename, rm, unlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Watcher, watchFiles } from "../../../../src/cli/serve/watch.ts";
import { temporaryFolder } from "../temporary-folder.ts";

interface Watched {
  readonly watcher: Watcher;
  /** Waits until so many changes were told in all. */
  told(count: number): Promise<void>;
  /** How many were told by now, after some silence. */
  settled(): Promise<number>;
}

function watched(files: readonly string[], every = 50): Watched {
  let count = 0;
  let heard = (): void => {};
  const watcher = watchFiles(
    () => {
      count++;
      heard();
    },
    { quiet: 100, every },
  );
  onTestFinished(() => watcher.close());
  watcher.follow(files);
  return {
    watcher,
    told: (wanted) =>
      new Promise((done) => {
        heard = () => {
          if (count >= wanted) done();
        };
        heard();
      }),
    settled: async () => {
      await new Promise((done) => setTimeout(done, 400));
      return count;
    },
  };
}

test("a file that is written, replaced by a rename, deleted and made again is told each time, once", async () => {
  const folder = await temporaryFolder({ "a.ts": "1", "b.ts": "1" });
  const file = join(folder, "a.ts");
  const { told, settled } = watched([file]);
  await writeFile(file, "2");
  await told(1);
  // As editors save: beside it, then over it.
  await writeFile(`${file}~`, "3");
  await rename(`${file}~`, file);
  await told(2);
  await unlink(file);
  await told(3);
  await writeFile(file, "3");
  await told(4);
  await rename(file, join(folder, "c.ts"));
  await told(5);
  await rename(join(folder, "c.ts"), file);
  await told(6);
  expect(await settled()).toBe(6);
});

test("what leaves the content as it is, is no change; nor is another file of the folder", async () => {
  const folder = await temporaryFolder({ "a.ts": "1", "b.ts": "1" });
  const { settled } = watched([join(folder, "a.ts")]);
  await utimes(join(folder, "a.ts"), 1, 1);
  await writeFile(join(folder, "a.ts"), "1");
  await writeFile(join(folder, "b.ts"), "2");
  expect(await settled()).toBe(0);
});

test("several writes in a row are one change", async () => {
  const folder = await temporaryFolder({ "a.ts": "1", "b.ts": "1" });
  const { settled } = watched([join(folder, "a.ts"), join(folder, "b.ts")]);
  for (let i = 2; i < 12; i++) {
    await writeFile(join(folder, "a.ts"), String(i));
    await writeFile(join(folder, "b.ts"), String(i));
  }
  expect(await settled()).toBe(1);
});

test("a change is told where another file of the folder is written all the time", async () => {
  const folder = await temporaryFolder({ "a.ts": "1", "log.txt": "" });
  const { told } = watched([join(folder, "a.ts")], 10_000);
  let line = 0;
  const writing = setInterval(() => void writeFile(join(folder, "log.txt"), String(line++)), 20);
  onTestFinished(() => clearInterval(writing));
  await writeFile(join(folder, "a.ts"), "2");
  await told(1);
});

test("files may be missing, folders too; a folder that is removed and made again is watched again", async () => {
  const folder = await temporaryFolder();
  const file = join(folder, "parts/a.ts");
  const { told } = watched([file]);
  await mkdir(join(folder, "parts"));
  await writeFile(file, "1");
  await told(1);
  await rm(join(folder, "parts"), { recursive: true });
  await told(2);
  await mkdir(join(folder, "parts"));
  await writeFile(file, "1");
  await told(3);
  await writeFile(file, "2");
  await told(4);
});

test("files are added, and let go", async () => {
  const folder = await temporaryFolder({ "a.ts": "1", "b.ts": "1" });
  const { watcher, told, settled } = watched([join(folder, "a.ts")]);
  watcher.add(join(folder, "b.ts"));
  await writeFile(join(folder, "b.ts"), "2");
  await told(1);
  watcher.follow([join(folder, "b.ts")]);
  await writeFile(join(folder, "a.ts"), "2");
  expect(await settled()).toBe(1);
  watcher.close();
  await writeFile(join(folder, "b.ts"), "3");
  expect(await settled()).toBe(1);
});
