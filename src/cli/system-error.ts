import { CliError } from "./cli-error.ts";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  ENOTDIR: "no such file or folder",
  EACCES: "no permission",
  EPERM: "no permission",
  EISDIR: "a folder",
  EROFS: "a file system that is read-only",
  ENOSPC: "no space left",
  ENAMETOOLONG: "a name that is too long",
};

/** What the file system says, as the end of the sentence that `requirement` begins; other errors as they are. */
export function systemError(error: unknown, requirement: string, cure: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return error;
  return new CliError(`${requirement}, got ${reasons[code] ?? code}; ${cure}`, { cause: error });
}
