import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Whom a server answers: its own pages, in a browser of this machine. */
export interface Gate {
  readonly port: number;
  /** Stands in the path: who does not know it, another user of the machine or another page of the browser, gets nothing. */
  readonly token: string;
}

/** What is asked for, or why it is refused. */
export type Passage = { readonly route: string } | { readonly refused: number; readonly reason: string };

/**
 * Lets through what asks by the right name, with the token. The Host header is checked since a foreign page can have its own name resolve
 * to 127.0.0.1; the Origin, of what changes something, since any page may send a POST.
 *
 * The path is compared as it is written: nothing in it is decoded or resolved, so "..", "%2e" and the like are names that no route has.
 */
export function passageOf({ method, url = "", headers }: IncomingMessage, { port, token }: Gate): Passage {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(headers.host ?? "")) return { refused: 403, reason: "the host must be 127.0.0.1 or localhost" };
  const isRead = method === "GET" || method === "HEAD";
  if (!isRead && method !== "POST") return { refused: 405, reason: "the method must be GET, HEAD or POST" };
  if (!isRead && !hosts.some((host) => headers.origin === `http://${host}`))
    return { refused: 403, reason: "the origin must be this server" };
  if (headers["sec-fetch-site"] === "cross-site" && headers["sec-fetch-mode"] !== "navigate") {
    return { refused: 403, reason: "other pages have no access" };
  }
  const [, given, route] = /^\/([^/?#]*)\/([^?#]*)(?:\?.*)?$/.exec(url) ?? [];
  if (given === undefined || !equals(given, token)) return { refused: 404, reason: "open the whole address that the terminal shows" };
  return { route: route as string };
}

/** In a time that does not tell how much of it is right. */
function equals(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
