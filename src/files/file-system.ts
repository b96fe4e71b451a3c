import { open, readdir, realpath, rename, stat, unlink } from "node:fs/promises";

/** What `saveFile` asks of a file system; node:fs/promises as it is. Another can be given, to show what happens when it fails. */
export interface FileSystem {
  /** The path without symbolic links. */
  realpath(path: string): Promise<string>;
  stat(path: string): Promise<{ isFile(): boolean; readonly mode: number }>;
  open(path: string, flags: "wx" | "r", mode?: number): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  readdir(folder: string): Promise<readonly string[]>;
}

export interface OpenFile {
  writeFile(bytes: Uint8Array): Promise<void>;
  /** Returns when the disk has it. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export const nodeFileSystem: FileSystem = { realpath, stat, open, rename, unlink, readdir: (folder) => readdir(folder) };
