import { backendOption } from "../backend-option.ts";
import type { Options, OptionValues } from "../command.ts";
import { modelOptions } from "../load-model.ts";
import { runOptions } from "../run-model.ts";

/** What may be said of the model that is explored. */
export const subjectOptions = {
  input: runOptions.input,
  data: {
    type: "string",
    value: "file",
    help: "feed the inputs from a table, arrays or JSON, as predict takes them (default: training.data of the module, where it has it)",
  },
  rows: {
    type: "string",
    value: "number",
    help: "how many rows of the data at most (default: as many as fit into 64 MB of values, up to 300)",
  },
  seed: {
    type: "string",
    short: "s",
    value: "number",
    help: "seed of the numbers that parameters start from, and of inputs that nothing feeds (default: as the module says, else 0)",
  },
  parameters: runOptions.parameters,
  backend: backendOption("reference"),
  of: {
    type: "string",
    value: "output",
    help: "the scalar output whose gradients are shown (default: what training minimises, else loss)",
  },
  step: { type: "boolean", help: "explore a step of the module's training, with its gradients and its optimizer, in place of the network" },
  compare: { type: "string", value: "model", help: "compare with another graph, or the same with other weights, on the same inputs" },
  ...modelOptions,
} as const satisfies Options;

export type SubjectGiven = OptionValues<typeof subjectOptions>;

/** What a model is loaded for. */
export type Purpose = "explore" | "play";

/** A model to be loaded: plain data, which goes from one process to another. */
export interface ExploreRequest {
  readonly purpose: Purpose;
  /** As the user calls it. */
  readonly file: string;
  readonly cwd: string;
  readonly given: SubjectGiven;
}
