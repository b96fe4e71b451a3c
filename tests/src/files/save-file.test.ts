import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FileError, type FileSystem, saveFile } from "dagrad/files";
import { describe, expect, test } from "vitest";
import { nodeFileSystem } from "../../../src/files/file-system.ts";
import { lacks } from "../../lacks.ts";
import { withoutFolder } from "../../without-folder.ts";
import { temporaryFolder } from "../cli/temporary-folder.ts";
import { CrashingDisk } from "./crashing-disk.ts";

const isWindows = lacks("POSIX", "permissions, links and devices");

const old = new TextEncoder().encode("the old file");
const fresh = new TextEncoder().encode("a new one, longer");
const text = (bytes: Uint8Array | undefined): string => (bytes === undefined ? "nothing" : new TextDecoder().decode(bytes));

/** What may be in "model" after saves that crash at each of their steps. */
async function afterCrashes(files: Readonly<Record<string, Uint8Array>>, save: (disk: FileSystem) => Promise<void>): Promise<Set<string>> {
  const found = new Set<string>();
  const whole = new CrashingDisk(files);
  await save(whole);
  for (let step = 1; step <= whole.steps; step++) {
    const disk = new CrashingDisk(files, step);
    await save(disk).catch(() => undefined);
    for (const bytes of disk.survivors("model")) found.add(text(bytes));
  }
  return found;
}

describe("a crash at any step and any byte", () => {
  test("leaves the old file or the new one, whole", async () => {
    const found = await afterCrashes({ model: old }, (fileSystem) => saveFile("folder/model", fresh, { fileSystem }));
    expect(found).toEqual(new Set([text(old), text(fresh)]));
  });

  test("leaves no file or the new one where there was none", async () => {
    const found = await afterCrashes({}, (fileSystem) => saveFile("folder/model", fresh, { fileSystem }));
    expect(found).toEqual(new Set(["nothing", text(fresh)]));
  });

  test("the disk of these tests tells a save without sync from one with: without, a part is left", async () => {
    const found = await afterCrashes({ model: old }, async (disk) => {
      const file = await disk.open("folder/temporary", "wx");
      await file.writeFile(fresh);
      await file.close();
      await disk.rename("folder/temporary", "folder/model");
    });
    expect(found).toContain(text(fresh.subarray(0, 5)));
  });

  test("after a save that went well nothing but the file is there, and a crash later leaves the new one", async () => {
    const disk = new CrashingDisk({ model: old });
    await saveFile("folder/model", fresh, { fileSystem: disk });
    expect(disk.names()).toEqual(["model"]);
    expect([...disk.survivors("model")].map(text)).toEqual([text(fresh)]);
  });
});

/** Node's file system, where one call of an open file fails as a full disk makes it fail. */
const failing = (call: "writeFile" | "sync" | "close", code: string): FileSystem => ({
  ...nodeFileSystem,
  open: async (path, flags, mode) => {
    const file = await nodeFileSystem.open(path, flags, mode);
    const fail = async (bytes?: Uint8Array): Promise<never> => {
      if (bytes) await file.writeFile(bytes.subarray(0, 5));
      if (call === "close") await file.close();
      throw Object.assign(new Error(`${code}: simulated`), { code, syscall: call });
    };
    const usual = { writeFile: (bytes: Uint8Array) => file.writeFile(bytes), sync: () => file.sync(), close: () => file.close() };
    return { ...usual, [call]: fail };
  },
});

describe("saveFile", () => {
  test.each(["writeFile", "sync", "close"] as const)(
    "on a full disk that says so in %s: the old file stays, nothing else is left, and saving works again",
    async (call) => {
      const folder = await temporaryFolder({ model: old });
      const path = join(folder, "model");
      const error = await saveFile(path, fresh, { fileSystem: failing(call, "ENOSPC") }).catch((one: unknown) => one);
      expect(error).toBeInstanceOf(FileError);
      expect(error).toMatchObject({ code: "ENOSPC", syscall: call });
      expect(withoutFolder((error as Error).message, folder)).toBe(
        "…/model: must be a file that can be written, got no space left; what was there is as it was; choose another place or make room",
      );
      expect(await readdir(folder)).toEqual(["model"]);
      expect(text(await readFile(path))).toBe(text(old));
      await saveFile(path, fresh);
      expect(text(await readFile(path))).toBe(text(fresh));
    },
  );

  test("removes what killed processes left of this file, and nothing else", async () => {
    // No process has such a number: they are below 2²² on Linux.
    const others = [".model.tmp", `.model.${process.ppid}-1.tmp`, ".other.999999999-1.tmp", "model.999999999-1.tmp"];
    const left = [".model.999999999-1.tmp", ".model.999999998-37.tmp"];
    const folder = await temporaryFolder(Object.fromEntries([...others, ...left].map((name) => [name, old])));
    await saveFile(join(folder, "model"), fresh);
    expect((await readdir(folder)).sort()).toEqual([...others, "model"].sort());
  });

  describe("where another process has the file open, as Windows lets no one rename it", () => {
    /** Node's file system, where so many renames are refused. */
    const held = (times: number, code: string): FileSystem & { readonly asked: () => number } => {
      let asked = 0;
      const rename = async (from: string, to: string): Promise<void> => {
        if (asked++ < times) throw Object.assign(new Error(`${code}: simulated`), { code, syscall: "rename" });
        await nodeFileSystem.rename(from, to);
      };
      return { ...nodeFileSystem, rename, asked: () => asked };
    };

    test.each(["EPERM", "EACCES", "EBUSY"])("%s for a moment is waited for", async (code) => {
      const folder = await temporaryFolder({ model: old });
      await saveFile(join(folder, "model"), fresh, { fileSystem: held(3, code) });
      expect(text(await readFile(join(folder, "model")))).toBe(text(fresh));
      expect(await readdir(folder)).toEqual(["model"]);
    });

    test.each([
      ["EPERM", 8],
      ["ENOSPC", 1],
    ])("%s that stays is an error after %i times, and the old file is there", async (code, times) => {
      const folder = await temporaryFolder({ model: old });
      const fileSystem = held(Number.POSITIVE_INFINITY, code);
      await expect(saveFile(join(folder, "model"), fresh, { fileSystem })).rejects.toMatchObject({ code, syscall: "rename" });
      expect(fileSystem.asked()).toBe(times);
      expect(text(await readFile(join(folder, "model")))).toBe(text(old));
      expect(await readdir(folder)).toEqual(["model"]);
    });
  });

  test("20 saves at a time end as one of them, whole, with nothing left", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "model");
    const contents = Array.from({ length: 20 }, (_, i) => new Uint8Array(50_000).fill(i));
    await Promise.all(contents.map((bytes) => saveFile(path, bytes)));
    const found = await readFile(path);
    expect(found.length).toBe(50_000);
    expect(new Set(found).size).toBe(1);
    expect(await readdir(folder)).toEqual(["model"]);
  });

  test.skipIf(isWindows)("keeps a symbolic link a link, and the permissions of a file", async () => {
    const folder = await temporaryFolder({ model: old });
    await chmod(join(folder, "model"), 0o600);
    await symlink("model", join(folder, "link"));
    await saveFile(join(folder, "link"), fresh);
    expect((await lstat(join(folder, "link"))).isSymbolicLink()).toBe(true);
    expect(text(await readFile(join(folder, "model")))).toBe(text(fresh));
    expect((await stat(join(folder, "model"))).mode & 0o777).toBe(0o600);
  });

  test("writes names of 250 bytes, and where a process of the same number left its file", async () => {
    const folder = await temporaryFolder();
    const name = `${"m".repeat(240)}.npz`;
    for (let i = 0; i < 200; i++) await writeFile(join(folder, `.${name.slice(0, 40)}.${process.pid}-${i}.tmp`), "left");
    await saveFile(join(folder, name), fresh);
    expect(text(await readFile(join(folder, name)))).toBe(text(fresh));
  });

  test("refuses a folder and a folder that is not there", async () => {
    const folder = await temporaryFolder({ file: old });
    await mkdir(join(folder, "sub"));
    const paths = [join(folder, "sub"), join(folder, "no", "where"), join(folder, "file", "inside")];
    const failures = await Promise.all(
      paths.map((path) => saveFile(path, fresh).catch((error: Error) => `${error.name}: ${withoutFolder(error.message, folder)}`)),
    );
    expect(failures.join("\n")).toMatchInlineSnapshot(`
      "FileError: …/sub: must be a regular file or a new one, got something else; choose another place
      FileError: …/no/where: must be a file that can be written, got no such file or folder; what was there is as it was; choose another place or make room
      FileError: …/file/inside: must be a file that can be written, got no such file or folder; what was there is as it was; choose another place or make room"
    `);
    expect((await readdir(folder)).sort()).toEqual(["file", "sub"]);
  });

  test.skipIf(isWindows)("refuses what is no regular file", async () => {
    await expect(saveFile("/dev/null", fresh)).rejects.toThrowErrorMatchingInlineSnapshot(
      `[FileError: /dev/null: must be a regular file or a new one, got something else; choose another place]`,
    );
  });
});
