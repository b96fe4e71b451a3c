import { request } from "node:http";
import { connect } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { type PageServer, servePages } from "../../../../src/cli/serve/server.ts";

interface Answered {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

interface Asked {
  readonly method?: string;
  /** As it is written, not resolved. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks 127.0.0.1 for a path exactly as it is written. */
function ask(port: number, { method = "GET", path = "/", headers = {} }: Asked): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
      let body = "";
      response.on("data", (data) => (body += data));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    asked.on("error", reject);
    asked.end();
  });
}

interface Served {
  readonly server: PageServer;
  readonly port: number;
  /** "/<token>/" */
  readonly base: string;
  readonly done: string[];
  ask(asked: Asked): Promise<Answered>;
}

async function served(port?: number): Promise<Served> {
  const done: string[] = [];
  const server = await servePages(
    {
      "": { get: () => ({ type: "text/html; charset=utf-8", body: "<p>the page" }) },
      "page.js": { get: () => ({ type: "text/javascript; charset=utf-8", body: "1" }) },
      nothing: { get: () => undefined },
      fails: {
        get: () => {
          throw new Error("a secret path");
        },
      },
      again: { post: () => void done.push("again") },
    },
    port,
  );
  onTestFinished(() => server.close());
  const { port: taken, pathname } = new URL(server.address);
  return { server, port: Number(taken), base: pathname, done, ask: (asked) => ask(Number(taken), asked) };
}

const status = async (asked: Promise<Answered>): Promise<number | undefined> => (await asked).status;

describe("a server of pages", () => {
  test("answers under the address alone, on 127.0.0.1, with a policy that lets the page do no more than it must", async () => {
    const { server, base, ask } = await served();
    expect(server.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/$/);
    const { status, headers, body } = await ask({ path: base });
    expect([status, body]).toEqual([200, "<p>the page"]);
    expect({ ...headers, date: "", "keep-alive": "" }).toMatchInlineSnapshot(`
      {
        "cache-control": "no-store",
        "connection": "keep-alive",
        "content-length": "11",
        "content-security-policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' blob:; worker-src blob:; style-src 'self' 'unsafe-inline'; img-src data:; font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "content-type": "text/html; charset=utf-8",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "date": "",
        "keep-alive": "",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
      }
    `);
  });

  test("refuses a wrong token, one that is longer or shorter, and none, and does not say which", async () => {
    const { base, ask } = await served();
    const wrong = [
      "/",
      "/favicon.ico",
      "//",
      `/${"0".repeat(32)}/`,
      base.slice(0, -2),
      `${base.slice(0, -1)}0/`,
      base.toUpperCase(),
      "/events",
    ];
    const answers = await Promise.all(wrong.map((path) => ask({ path })));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body}`))).toEqual(
      new Set(["404 dagrad: open the whole address that the terminal shows\n"]),
    );
  });

  test("refuses every Host but 127.0.0.1 and localhost with its port, right token or not: a foreign name may resolve to this machine", async () => {
    const { base, port, ask } = await served();
    const at = (host: string) => status(ask({ path: base, headers: { host } }));
    expect(await Promise.all([`127.0.0.1:${port}`, `localhost:${port}`].map(at))).toEqual([200, 200]);
    const wrong = [
      "127.0.0.1",
      "localhost",
      `evil.example:${port}`,
      `127.0.0.1:${port + 1}`,
      `127.0.0.1.evil.example:${port}`,
      `[::1]:${port}`,
      `0.0.0.0:${port}`,
    ];
    expect(await Promise.all(wrong.map(at))).toEqual(wrong.map(() => 403));
  });

  test("does what changes something for its own page alone", async () => {
    const { base, port, done, ask } = await served();
    const post = (headers: Record<string, string>) => status(ask({ method: "POST", path: `${base}again`, headers }));
    const wrong = [
      {},
      { origin: "null" },
      { origin: "https://evil.example" },
      { origin: `http://127.0.0.1:${port + 1}` },
      { origin: `https://127.0.0.1:${port}` },
    ];
    expect(await Promise.all(wrong.map((headers) => post(headers as Record<string, string>)))).toEqual(wrong.map(() => 403));
    expect(done).toEqual([]);
    expect(await post({ origin: `http://127.0.0.1:${port}` })).toBe(204);
    expect(await post({ origin: `http://localhost:${port}` })).toBe(204);
    expect(done).toEqual(["again", "again"]);
    // To read is not to do.
    expect(await status(ask({ path: `${base}again` }))).toBe(404);
    expect(await status(ask({ method: "POST", path: `${base}page.js`, headers: { origin: `http://127.0.0.1:${port}` } }))).toBe(405);
  });

  test("gives other pages' scripts, images and frames nothing; a link may be followed", async () => {
    const { base, ask } = await served();
    const from = (mode: string) => status(ask({ path: base, headers: { "sec-fetch-site": "cross-site", "sec-fetch-mode": mode } }));
    expect([await from("no-cors"), await from("cors"), await from("navigate")]).toEqual([403, 403, 200]);
  });

  test("has no other methods", async () => {
    const { base, ask } = await served();
    const methods = ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"];
    expect(await Promise.all(methods.map((method) => status(ask({ method, path: base }))))).toEqual(methods.map(() => 405));
    const head = await ask({ method: "HEAD", path: `${base}page.js` });
    expect([head.status, head.headers["content-length"], head.body]).toEqual([200, "1", ""]);
  });

  test("knows its routes and nothing else: no path leads out of it, none lists a folder", async () => {
    const { base, ask } = await served();
    const paths = [
      "../",
      "..%2f",
      "%2e%2e/",
      "..%5c..%5c",
      "....//",
      "../../../../etc/passwd",
      "..%2f..%2f..%2fetc%2fpasswd",
      "%00",
      "page.js/",
      "page.js%00.html",
      "PAGE.JS",
      "./page.js",
      "/page.js",
      "constructor",
      "__proto__",
      "toString",
      "node_modules",
      "src/",
      "nothing",
    ];
    const answers = await Promise.all(paths.map((path) => ask({ path: `${base}${path}` })));
    expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 404));
    expect(await status(ask({ path: `${base}page.js?again=1` }))).toBe(200);
  });

  test("a route that throws ends nothing, and tells nothing", async () => {
    const { base, ask } = await served();
    expect(await ask({ path: `${base}fails` })).toMatchObject({ status: 500, body: "dagrad: the server could not do that\n" });
    expect(await status(ask({ path: base }))).toBe(200);
  });

  test("lives through what is no HTTP, and through pages that go away", async () => {
    const { port, base, ask } = await served();
    for (const text of [
      "\u0000\u0001\u0002",
      "GET\r\n\r\n",
      `GET ${"/".repeat(100_000)} HTTP/1.1\r\n\r\n`,
      `GET ${base}events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`,
    ]) {
      await new Promise<void>((done) => {
        const socket = connect(port, "127.0.0.1", () => socket.write(text, () => setTimeout(() => socket.resetAndDestroy(), 10)));
        socket.on("error", () => {});
        socket.on("close", () => done());
      });
    }
    expect(await status(ask({ path: base }))).toBe(200);
  });

  test("tells pages of events, and those that come later of the last one", async () => {
    const { server, port, base } = await served();
    const first = listening(port, `${base}events`);
    await first.until("retry");
    server.events.tell("state", "1");
    await first.until("data: 1");
    server.events.tell("state", "2");
    await first.until("data: 2");
    const second = listening(port, `${base}events`);
    await second.until("data: 2");
    expect(first.text()).toBe("retry: 1000\n\nevent: state\ndata: 1\n\nevent: state\ndata: 2\n\n");
    expect(second.text()).toBe("retry: 1000\n\nevent: state\ndata: 2\n\n");
    await server.close();
    await Promise.all([first.ended, second.ended]);
  });

  test("two servers have different ports and tokens, and neither takes the other's", async () => {
    const [a, b] = [await served(), await served()];
    expect(a.port).not.toBe(b.port);
    expect(await status(ask(b.port, { path: a.base }))).toBe(404);
    expect(await status(ask(b.port, { path: b.base }))).toBe(200);
  });

  test("says so where a port is taken, and takes it when it is free again", async () => {
    const a = await served();
    await expect(servePages({}, a.port)).rejects.toThrow(
      `--port: must be a free port, got ${a.port}, another program has it; choose another, or leave it out`,
    );
    await a.server.close();
    expect((await served(a.port)).port).toBe(a.port);
  });
});

/** What comes at a route that stays open. */
function listening(port: number, path: string) {
  let text = "";
  let heard = (): void => {};
  const ended = new Promise<void>((done) => {
    request({ host: "127.0.0.1", port, path }, (response) => {
      response.on("data", (data) => {
        text += data;
        heard();
      });
      response.on("close", done);
      response.on("error", () => {});
    }).end();
  });
  const until = (part: string): Promise<void> =>
    new Promise((done) => {
      heard = () => {
        if (text.includes(part)) done();
      };
      heard();
    });
  return { text: () => text, until, ended };
}
