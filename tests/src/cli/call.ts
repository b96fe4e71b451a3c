import { fileURLToPath } from "node:url";
import { dagrad } from "../../../src/cli/dagrad.ts";

/** The folder of the models that tests name. */
export const models = fileURLToPath(new URL("../../fixtures/models", import.meta.url));

export interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, by default in the folder of the models. A text is split at its spaces. */
export async function call(line: string | readonly string[], cwd = models): Promise<Called> {
  const written = { stdout: "", stderr: "" };
  const collect = (stream: keyof typeof written) => ({
    write: (content: string | Uint8Array) => {
      written[stream] += typeof content === "string" ? content : `<${content.length} bytes>`;
    },
  });
  const words = typeof line === "string" ? line.split(" ").filter((word) => word !== "") : line;
  const code = await dagrad(words, { stdout: collect("stdout"), stderr: collect("stderr"), cwd });
  return { code, ...written };
}

/** What a command that must fail says, with its exit code; fails when it prints anything else. */
export async function refusal(line: string | readonly string[], cwd = models): Promise<string> {
  const { code, stdout, stderr } = await call(line, cwd);
  if (code === 0 || stdout !== "") throw new Error(`expected a failure, got exit code ${code} and "${stdout}"`);
  return `${code} ${stderr}`;
}

/** The refusals of several lines, one below the other. */
export async function refusals(lines: readonly (string | readonly string[])[], cwd = models): Promise<string> {
  let text = "";
  for (const line of lines) text += await refusal(line, cwd);
  return text;
}

/** What a command that must succeed prints. */
export async function output(line: string | readonly string[], cwd = models): Promise<string> {
  const { code, stdout, stderr } = await call(line, cwd);
  if (code !== 0) throw new Error(`expected success, got exit code ${code} and "${stderr}"`);
  return stdout;
}
