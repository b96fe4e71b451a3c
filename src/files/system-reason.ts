const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  ENOTDIR: "no such file or folder",
  EACCES: "no permission",
  EPERM: "no permission",
  EISDIR: "a folder",
  EROFS: "a file system that is read-only",
  ENOSPC: "no space left",
  EDQUOT: "no space left",
  ENAMETOOLONG: "a name that is too long",
};

/** What the file system says, in words; undefined for an error that is not its own. */
export function systemReason(error: unknown): string | undefined {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code === undefined || syscall === undefined ? undefined : (reasons[code] ?? code);
}
