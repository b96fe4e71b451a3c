import { brotliCompressSync, gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { accepts } from "../../../../src/cli/serve/encoding.ts";
import { servePages } from "../../../../src/cli/serve/server.ts";

// What browsers and other programs send; RFC 9110, 12.5.3 and 12.4.2.
test.each([
  ["gzip, deflate, br, zstd", true, true],
  ["gzip, deflate", true, false],
  ["gzip;q=0.5, BR;Q=1", true, true],
  ["br ; q=0, gzip", true, false],
  ["*", true, true],
  ["br, *;q=0", false, true],
  ["identity", false, false],
  ["brotli, gzipped", false, false],
  ["", false, false],
  [undefined, false, false],
])("who says %j takes gzip: %s, and br: %s", (header, gzip, br) => {
  expect([accepts(header, "gzip"), accepts(header, "br")]).toEqual([gzip, br]);
});

test("what is stored packed is sent so to those who take it, and unpacked to others", async () => {
  const text = `const pi = 3.14159; // π\n`.repeat(100);
  const server = await servePages({
    "a.js": { get: () => ({ type: "text/javascript; charset=utf-8", body: brotliCompressSync(text), encoding: "br" }) },
    "b.js": { get: () => ({ type: "text/javascript; charset=utf-8", body: gzipSync(text), encoding: "gzip" }) },
  });
  onTestFinished(() => server.close());
  const asked = async (name: string, accepted: string) => {
    const response = await fetch(`${server.address}${name}`, { headers: { "accept-encoding": accepted } });
    return [response.headers.get("content-encoding"), (await response.text()) === text];
  };
  expect(await asked("a.js", "gzip, br")).toEqual(["br", true]);
  expect(await asked("a.js", "gzip")).toEqual([null, true]);
  expect(await asked("b.js", "gzip")).toEqual(["gzip", true]);
  expect(await asked("b.js", "identity")).toEqual([null, true]);
});
