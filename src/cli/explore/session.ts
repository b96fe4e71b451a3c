import { resolve } from "node:path";
import type { Problem, ServedState } from "../../explorer/served/served.ts";
import { type LoadOptions, loadInChild } from "../serve/run-child.ts";
import { watchFiles } from "../serve/watch.ts";
import type { ExploreRequest } from "./request.ts";

/** A model that is followed: loaded now, and again when a file that it is made of changes. */
export interface Session {
  state(): ServedState;
  /** The text of the last good subject. */
  subject(): string | undefined;
  /** Loads it anew, whatever is going on. */
  again(): void;
  close(): void;
}

interface SessionOptions extends Pick<LoadOptions, "timeout" | "onOutput"> {
  /** Called when `state` gives something else. */
  readonly changed: () => void;
  /** Called at the end of each load. */
  readonly loaded: (problem: Problem | undefined) => void;
}

/** Begins to follow a model. */
export function openSession(request: ExploreRequest, { timeout, onOutput, changed, loaded }: SessionOptions): Session {
  let begun = 0;
  let running: AbortController | undefined;
  let problem: Problem | undefined;
  let good: { readonly number: number; readonly text: string } | undefined;

  const named = filesNamed(request);
  const watcher = watchFiles(() => again());
  watcher.follow(named);

  const again = (): void => {
    running?.abort();
    const controller = new AbortController();
    running = controller;
    const number = ++begun;
    const files = new Set(named);
    const onFile = (file: string): void => {
      files.add(file);
      // Before it is read: a change from now on is one.
      watcher.add(file);
    };
    loadInChild(request, { timeout, onOutput, onFile, signal: controller.signal }).then(
      (now) => {
        running = undefined;
        // A module that cannot be read to its end does not tell of all its imports: those of before still count.
        if ("subject" in now) watcher.follow(files);
        problem = "problem" in now ? now.problem : undefined;
        if ("subject" in now) good = { number, text: now.subject };
        loaded(problem);
        changed();
      },
      () => {},
    );
    changed();
  };

  again();
  return {
    state: () => ({
      file: request.file,
      begun,
      loading: running !== undefined,
      ...(problem && { problem }),
      ...(good && { subject: good.number }),
    }),
    subject: () => good?.text,
    again,
    close() {
      running?.abort();
      watcher.close();
    },
  };
}

/** The files that the command line itself names. */
function filesNamed({ file, cwd, given }: ExploreRequest): string[] {
  const values = [...(given.input ?? []), ...(given.constants ?? [])].map((text) => text.slice(text.indexOf("=") + 1));
  const words = [
    ...values.filter((word) => /\.(?:npy|json)$/i.test(word)),
    ...[given.data, given.parameters, given.compare].flatMap((word) => word ?? []),
  ];
  return [file, ...words].map((word) => resolve(cwd, word));
}
