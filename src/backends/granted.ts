import type { PrepareOptions } from "./backend.ts";

/** What `allocate` gets from the host. Where that refuses, the program makes room, and it is asked again; `refused` makes the error of what it says at last. */
export function granted<T>(allocate: () => T, makeRoom: PrepareOptions["makeRoom"], refused: (error: unknown) => Error): T {
  for (;;) {
    try {
      return allocate();
    } catch (error) {
      if (makeRoom?.() !== true) throw refused(error);
    }
  }
}
