import { playgroundText } from "../explore/playground-text.ts";
import { problemOf } from "../explore/problem.ts";
import type { ExploreRequest } from "../explore/request.ts";
import { subjectText } from "../explore/subject-text.ts";
import { recordImports } from "./record-imports.ts";
import type { Loaded } from "./run-child.ts";

/*
 * The process that loads a model: it gets one request, answers once, and is then ended from outside.
 */

let cwd = process.cwd();

function reply(loaded: Loaded): void {
  process.channel?.ref();
  process.send?.(loaded);
}

const failed = (error: unknown): void => reply({ problem: problemOf(error, cwd) });

// Of what a model has left behind, timers and promises that nobody awaits, it should learn.
process.on("uncaughtException", failed);
// Who asked is gone.
process.on("disconnect", () => process.exit());
process.removeAllListeners("warning");

process.once("message", (request: ExploreRequest) => {
  cwd = request.cwd;
  // What a model waits for in vain is noticed when nothing is left to do; this channel is not what it waits for.
  process.channel?.unref();
  recordImports(new URL("./record-imports.js", import.meta.url));
  // Else errors of translated modules name lines of the translation.
  process.setSourceMapsEnabled(true);
  const text = request.purpose === "play" ? playgroundText(request) : subjectText(request);
  text.then((subject) => reply({ subject }), failed);
});
