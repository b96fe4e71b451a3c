import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CliError } from "../cli-error.ts";
import { accepts, type Encoding, unpacked } from "./encoding.ts";
import { type Events, openEvents } from "./events.ts";
import { type Gate, passageOf } from "./gate.ts";

/** What is sent for a route. */
export interface Answer {
  /** "text/html", with what belongs to it. */
  readonly type: string;
  readonly body: string | Uint8Array;
  /** How the body is packed. Who does not take it so gets it unpacked. */
  readonly encoding?: Encoding;
}

export interface Route {
  /** Makes what is sent; undefined where there is nothing now. */
  readonly get?: () => Answer | undefined | Promise<Answer | undefined>;
  /** Does what a page asks for. */
  readonly post?: () => void | Promise<void>;
}

/** What is served, by what stands behind the token: "" is the page itself. Nothing else is. */
export type Routes = Readonly<Record<string, Route>>;

export interface PageServer {
  /** "http://127.0.0.1:34567/<token>/" */
  readonly address: string;
  /** Pages listen to them at the route "events". */
  readonly events: Events;
  close(): Promise<void>;
}

/** What pages may do: run their own scripts, WebAssembly and workers made of them, and talk to nobody but this server. */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval' blob:",
  "worker-src blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src data:",
  "font-src data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const headers = {
  "content-security-policy": policy,
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  // The address has the token.
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

/**
 * Serves the routes on this machine alone, under an address that has a random token, until it is closed. Port 0 is a free one.
 * CliError for a port that another program has or that this user may not take.
 */
export async function servePages(routes: Routes, port = 0): Promise<PageServer> {
  const events = openEvents();
  const token = randomBytes(16).toString("hex");
  const gate = (): Gate => ({ port: (server.address() as AddressInfo).port, token });
  const server = createServer((request, response) => {
    // A page that goes away while it is answered ends nothing.
    response.on("error", () => {});
    request.resume();
    answer(request, response, { routes, events, gate: gate() }).catch(() => refuse(response, 500, "the server could not do that"));
  });
  server.on("clientError", (_, socket) => socket.destroy());
  await listening(server, port);
  server.on("error", () => {});
  return {
    address: `http://127.0.0.1:${gate().port}/${token}/`,
    events,
    close: () =>
      new Promise((closed) => {
        events.end();
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

interface Served {
  readonly routes: Routes;
  readonly events: Events;
  readonly gate: Gate;
}

async function answer(request: IncomingMessage, response: ServerResponse, { routes, events, gate }: Served): Promise<void> {
  const passage = passageOf(request, gate);
  if ("refused" in passage) return refuse(response, passage.refused, passage.reason);
  const { method } = request;
  if (passage.route === "events" && method === "GET") {
    response.writeHead(200, { ...headers, "content-type": "text/event-stream" });
    return events.join(response);
  }
  const route = Object.hasOwn(routes, passage.route) ? routes[passage.route] : undefined;
  if (route === undefined) return refuse(response, 404, "there is nothing of that name");
  if (method === "POST") {
    if (route.post === undefined) return refuse(response, 405, "this can only be read");
    await route.post();
    response.writeHead(204, headers).end();
    return;
  }
  const made = await route.get?.();
  if (made === undefined) return refuse(response, 404, "there is nothing of that name");
  const { type, body, encoding } = await asAccepted(made, request);
  response.writeHead(200, {
    ...headers,
    "content-type": type,
    ...(encoding && { "content-encoding": encoding }),
    "content-length": Buffer.byteLength(body),
  });
  response.end(method === "HEAD" ? undefined : body);
}

async function asAccepted(made: Answer, { headers }: IncomingMessage): Promise<Answer> {
  const { type, body, encoding } = made;
  if (encoding === undefined || typeof body === "string" || accepts(headers["accept-encoding"], encoding)) return made;
  return { type, body: await unpacked(body, encoding) };
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(status, { ...headers, "content-type": "text/plain; charset=utf-8" }).end(`dagrad: ${reason}\n`);
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((done, failed) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const reason = { EADDRINUSE: "another program has it", EACCES: "it is for administrators" }[error.code ?? ""];
      failed(
        reason === undefined ? error : new CliError(`--port: must be a free port, got ${port}, ${reason}; choose another, or leave it out`),
      );
    });
    server.listen(port, "127.0.0.1", () => {
      server.removeAllListeners("error");
      done();
    });
  });
}
