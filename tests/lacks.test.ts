import { expect, test, vi } from "vitest";
import { lacks } from "./lacks.ts";

test("Linux lacks nothing, macOS what only Linux has, Windows what only POSIX systems have, and the console says so", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  try {
    const missing = (platform: string) => [lacks("Linux", "limits", platform), lacks("POSIX", "signals", platform)];
    expect([missing("linux"), missing("darwin"), missing("win32")]).toEqual([
      [false, false],
      [true, false],
      [true, true],
    ]);
    expect(warn.mock.calls.flat()).toEqual([
      "tests of limits are skipped: darwin is no Linux",
      "tests of limits are skipped: win32 is no Linux",
      "tests of signals are skipped: win32 is no POSIX",
    ]);
  } finally {
    warn.mockRestore();
  }
});
