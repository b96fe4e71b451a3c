import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const csp = "content-security-policy";

/** Headers of the pages that are served, by page. */
export const pageHeaders = {
  /** Allows the page's own scripts, and WebAssembly. */
  engine: { [csp]: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'" },
  /** Allows the page's own scripts only. */
  strict: { [csp]: "default-src 'none'; script-src 'self'" },
  /** What docs/browser.md says a page must allow that trains in a worker, draws pictures, converts them to PNG and fetches weights. */
  whole: {
    [csp]: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src blob:",
  },
  /** That of pages which dagrad itself serves. */
  served: {
    [csp]:
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' blob:; worker-src blob:; style-src 'self' 'unsafe-inline'; img-src data:; font-src data:; connect-src 'self'",
  },
  /** Without a policy: scripts may come from everywhere. */
  open: {},
  /** As `engine`, with workers, and apart from all other origins, as shared memory asks for. */
  isolated: {
    [csp]: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
  },
} as const;

export type PageName = keyof typeof pageHeaders;

export interface PageServer {
  url(page: PageName): string;
  close(): Promise<void>;
}

const isPage = (name: string): name is PageName => Object.hasOwn(pageHeaders, name);

/** Scripts by their names, and bytes; the pages load the script called page.js, which may import or fetch the others. */
export type Scripts = Readonly<Record<string, string | Uint8Array>> & { readonly "page.js": string };

/** Pages of other origins may import them, as those of a public host of packages; isolated pages may start them as workers. */
const scriptHeaders = {
  "content-type": "text/javascript; charset=utf-8",
  "access-control-allow-origin": "*",
  "cross-origin-embedder-policy": "require-corp",
};

/** Serves pages that do nothing but load the script page.js, a JavaScript module, on a free port of this machine only. */
export async function servePages(scripts: Scripts): Promise<PageServer> {
  const server = createServer(({ url = "/" }, response) => {
    const name = url.slice(1);
    const type = name.endsWith(".wasm") ? { "content-type": "application/wasm" } : {};
    if (Object.hasOwn(scripts, name)) response.writeHead(200, { ...scriptHeaders, ...type }).end(scripts[name]);
    else if (isPage(name)) {
      response.writeHead(200, { ...pageHeaders[name], "content-type": "text/html; charset=utf-8" });
      response.end('<!doctype html><html lang="en"><title>dagrad</title><script type="module" src="/page.js"></script></html>');
    } else response.writeHead(404).end();
  });
  await new Promise<void>((listening, failed) => server.once("error", failed).listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: (page) => `http://127.0.0.1:${port}/${page}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
