import { systemReason } from "./system-reason.ts";

/** A file cannot be read or written. `code` and `syscall` are those of the system, such as ENOSPC and write, where it refused. */
export class FileError extends Error {
  override readonly name = "FileError";
  readonly code: string | undefined;
  readonly syscall: string | undefined;

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    const { code, syscall } = (cause ?? {}) as NodeJS.ErrnoException;
    this.code = code;
    this.syscall = syscall;
  }
}

/** What the file system says, as the end of the sentence that `requirement` begins; other errors as they are. */
export function fileError(error: unknown, requirement: string, cure: string): unknown {
  const reason = error instanceof FileError ? undefined : systemReason(error);
  return reason === undefined ? error : new FileError(`${requirement}, got ${reason}; ${cure}`, error);
}
