#!/usr/bin/env node
import type { EventEmitter } from "node:events";
import { dagrad } from "./dagrad.ts";
import { outputLost } from "./train/interrupt.ts";

const { stdout, stderr, argv } = process;
let code: number | undefined;

// A reader such as head may close the pipe before all is written: it has what it wanted. A training is told, and saves itself first.
for (const stream of [stdout, stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (!(process as EventEmitter).emit(outputLost)) process.exit(code ?? (error.code === "EPIPE" ? 0 : 1));
  });
}
// Warnings of Node, such as of experimental features, would stand before the one line that says what is wrong.
if (!argv.includes("--debug")) process.removeAllListeners("warning");

code = await dagrad(argv.slice(2), { stdout, stderr, cwd: process.cwd() });

// A model may leave timers or servers behind: the program ends when its own output is out.
stdout.write("", () => stderr.write("", () => process.exit(code)));
