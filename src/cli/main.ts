#!/usr/bin/env node
import { dagrad } from "./dagrad.ts";

const { stdout, stderr, argv } = process;

// A reader such as head may close the pipe before all is written: it has what it wanted.
for (const stream of [stdout, stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    throw error;
  });
}
// Warnings of Node, such as of experimental features, would stand before the one line that says what is wrong.
if (!argv.includes("--debug")) process.removeAllListeners("warning");

process.exitCode = await dagrad(argv.slice(2), { stdout, stderr, cwd: process.cwd() });
