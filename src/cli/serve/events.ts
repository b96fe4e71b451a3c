import type { ServerResponse } from "node:http";

/** Tells open pages what happened, by server-sent events. */
export interface Events {
  /** Keeps the response open until its page goes. A page that was away learns the last that it missed. */
  join(response: ServerResponse): void;
  /** `name` and `data` are single lines. */
  tell(name: string, data: string): void;
  /** Lets all pages go. */
  end(): void;
}

/** ms between two signs of life: a connection that is gone is noticed when it is written to. */
const beat = 15_000;

/** Source: html.spec.whatwg.org/multipage/server-sent-events.html */
export function openEvents(): Events {
  const pages = new Set<ServerResponse>();
  let last = "";
  const send = (text: string): void => {
    for (const page of pages) page.write(text);
  };
  const timer = setInterval(() => send(":\n\n"), beat);
  timer.unref();
  return {
    join(response) {
      pages.add(response);
      response.on("close", () => pages.delete(response));
      // ms until a page asks again, where the server was started anew or the machine slept.
      response.write(`retry: 1000\n\n${last}`);
    },
    tell(name, data) {
      last = `event: ${name}\ndata: ${data}\n\n`;
      send(last);
    },
    end() {
      clearInterval(timer);
      for (const page of pages) page.end();
      pages.clear();
    },
  };
}
