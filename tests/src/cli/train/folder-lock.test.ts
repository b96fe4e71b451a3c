import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, symlink, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { lockFile, lockFolder } from "../../../../src/cli/train/folder-lock.ts";
import { isAlive } from "../../../../src/files/is-alive.ts";
import { lacks } from "../../../lacks.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const noShell = lacks("POSIX", "shells, zombies and links to nowhere");

/** What a lock of this process says. */
async function ownLock(): Promise<Record<"pid" | "place" | "start" | "id", string>> {
  const folder = await temporaryFolder();
  const release = lockFolder(folder, "out");
  const text = await readFile(join(folder, lockFile), "utf8");
  release();
  return JSON.parse(text);
}

/** A folder with a lock, last touched so many seconds ago. */
async function locked(lock: unknown, seconds = 0): Promise<string> {
  const folder = await temporaryFolder({ [lockFile]: typeof lock === "string" ? lock : JSON.stringify(lock) });
  const then = new Date(Date.now() - 1000 * seconds);
  await utimes(join(folder, lockFile), then, then);
  return folder;
}

const files = async (folder: string): Promise<string[]> => (await readdir(folder)).sort();

/** True where the lock in the folder is taken over, and gone when it is given back. */
async function isTaken(folder: string): Promise<boolean> {
  const release = lockFolder(folder, "out");
  expect(await files(folder)).toEqual([lockFile]);
  release();
  return (await files(folder)).length === 0;
}

/** Another process that runs until the test is over. */
async function running(line: string): Promise<{ readonly pid: number; readonly printed: string }> {
  const child = spawn("sh", ["-c", line], { stdio: ["ignore", "pipe", "ignore"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [printed] = await once(child.stdout, "data");
  return { pid: child.pid as number, printed: String(printed).trim() };
}

test("a folder is held until it is given back, and by nobody before or after", async () => {
  const folder = await temporaryFolder();
  const release = lockFolder(folder, "out");
  expect(() => lockFolder(folder, "out")).toThrowErrorMatchingInlineSnapshot(
    `[CliError: out: a folder must be written by one training at a time, got this very process at it; wait for it, or choose another --out]`,
  );
  release();
  expect(await files(folder)).toEqual([]);
  expect(await isTaken(folder)).toBe(true);
  release();
});

test("a lock that somebody else has put in its place stays when it is given back", async () => {
  const folder = await temporaryFolder();
  const release = lockFolder(folder, "out");
  await writeFile(join(folder, lockFile), "another");
  release();
  expect(await readFile(join(folder, lockFile), "utf8")).toBe("another");
});

describe("a lock is taken over", () => {
  test("of a process that is no more", async () => {
    const child = spawn(process.execPath, ["--version"]);
    await once(child, "exit");
    expect(await isTaken(await locked({ ...(await ownLock()), pid: child.pid }))).toBe(true);
  });

  test.skipIf(noShell)("of a process whose number another one has got since", async () => {
    const { pid } = await running("echo begun; exec sleep 60");
    expect(await isTaken(await locked({ ...(await ownLock()), pid, start: "1 of another boot" }))).toBe(true);
  });

  test("of an earlier process with the number of this one, as every container's first", async () => {
    expect(await isTaken(await locked(await ownLock()))).toBe(true);
  });

  test.skipIf(noShell)("of a process that was killed and that nobody has taken note of", async () => {
    // The shell becomes a program that waits for no children.
    const { printed } = await running("sleep 0.2 & echo $!; exec sleep 60");
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(isAlive(Number(printed))).toBe(true);
    expect(await isTaken(await locked({ ...(await ownLock()), pid: Number(printed), start: "" }))).toBe(true);
  });

  test("of another machine that has not touched it for ten minutes", async () => {
    expect(await isTaken(await locked({ ...(await ownLock()), place: "elsewhere pid:[1]" }, 601))).toBe(true);
  });

  test("that says nothing, after ten seconds", async () => {
    for (const text of ["", "{", "null", "[]", '{"pid":1}']) expect(await isTaken(await locked(text, 11))).toBe(true);
  });
});

describe("a lock holds", () => {
  const refusal = (folder: string): string => {
    try {
      lockFolder(folder, "out")();
    } catch (error) {
      return (error as Error).message;
    }
    return "none";
  };

  test.skipIf(noShell)("for another process that runs", async () => {
    const { pid } = await running("echo begun; exec sleep 60");
    const folder = await locked({ ...(await ownLock()), pid, start: "" }, 10_000);
    expect(refusal(folder).replace(String(pid), "…")).toMatchInlineSnapshot(
      `"out: a folder must be written by one training at a time, got process … at it; wait for it, or choose another --out; delete training.lock there if that one has ended"`,
    );
    expect(await files(folder)).toEqual([lockFile]);
  });

  test("for another machine that has touched it within ten minutes", async () => {
    const folder = await locked({ ...(await ownLock()), place: "elsewhere pid:[1]", pid: 7 }, 590);
    expect(refusal(folder)).toMatchInlineSnapshot(
      `"out: a folder must be written by one training at a time, got process 7 of elsewhere at it; wait for it, or choose another --out; delete training.lock there if that one has ended"`,
    );
  });

  test("for another space of process numbers on this machine", async () => {
    const folder = await locked({ ...(await ownLock()), place: `${hostname()} pid:[1]`, pid: 2 ** 22 + 1 }, 590);
    expect(refusal(folder)).toContain(`process 4194305 of ${hostname()} at it`);
  });

  test("while it is being written", async () => {
    expect(refusal(await locked(""))).toMatchInlineSnapshot(
      `"out: a folder must be written by one training at a time, got another at it; wait for it, or choose another --out"`,
    );
  });

  test.skipIf(noShell)("for no ever where it is no file of a training, but the error says what to delete", async () => {
    const folder = await temporaryFolder();
    await symlink("nowhere", join(folder, lockFile));
    expect(refusal(folder)).toMatchInlineSnapshot(
      `"out: training.lock must be a file of a training, got one that neither stays nor goes; delete it"`,
    );
  });
});
