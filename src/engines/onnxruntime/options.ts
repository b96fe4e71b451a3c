import { checkKind } from "../../../graph/check-kind.ts";
import { checkOptions } from "../../../graph/check-options.ts";
import { isRecord } from "../../../graph/is-record.ts";

/** Where ONNX Runtime runs a graph: by its name, or with options of its own, `{ name: "cuda", deviceId: 1 }`. */
export type ExecutionProvider = string | { readonly name: string };

const levels = ["disabled", "basic", "extended", "layout", "all"] as const;
const severities = ["verbose", "info", "warning", "error", "fatal"] as const;

export interface OnnxRuntimeOptions {
  /**
   * What runs the graph, the first that can: "cpu", "cuda", "dml" (DirectML), "coreml", "tensorrt", "webgpu" of onnxruntime-node; "wasm", "webgpu",
   * "webnn" of onnxruntime-web. What the first cannot run the next does. Default: the processor.
   */
  readonly executionProviders?: readonly ExecutionProvider[];
  /** Threads that share the work of one op. Default: as many as the runtime takes, one for each core of the processor. In a page it is that of all sessions. */
  readonly threads?: number;
  /** How far the runtime rewrites the graph before it runs. Default "all". */
  readonly graphOptimizationLevel?: (typeof levels)[number];
  /** From which severity on the runtime writes to the console. Default "fatal": what is an error of a call is thrown anyway. */
  readonly logSeverity?: (typeof severities)[number];
  /** Further options of InferenceSession.create, which are handed on as they are. */
  readonly session?: Readonly<Record<string, unknown>>;
}

/** What a session is created with, without the places of its outputs. */
export type SessionOptions = Readonly<Record<string, unknown>>;

/** OpError for an option that is unknown or of another kind. */
export function sessionOptions(options: OnnxRuntimeOptions = {}): SessionOptions {
  checkOptions("onnxruntime", options, [
    "executionProviders providers execution_providers device backend",
    "threads num_threads intra_op_num_threads",
    "graphOptimizationLevel optimization",
    "logSeverity log_severity_level log_level",
    "session session_options",
  ]);
  const { executionProviders, threads, graphOptimizationLevel = "all", logSeverity = "fatal", session = {} } = options;
  const named = executionProviders === undefined || (Array.isArray(executionProviders) && executionProviders.every(isProvider));
  checkKind(
    named && executionProviders?.length !== 0,
    "onnxruntime",
    "executionProviders",
    "a list of names",
    executionProviders,
    'write ["cpu"], ["webgpu"] or the like',
  );
  const counted = threads === undefined || (Number.isSafeInteger(threads) && threads >= 1);
  checkKind(counted, "onnxruntime", "threads", "a whole number ≥ 1", threads, "leave it out for all cores");
  checkChoice("graphOptimizationLevel", levels, graphOptimizationLevel);
  checkChoice("logSeverity", severities, logSeverity);
  checkKind(isRecord(session), "onnxruntime", "session", "an object of the runtime's own options", session, "write { session: { … } }");
  return {
    ...(executionProviders !== undefined && { executionProviders }),
    ...(threads !== undefined && { intraOpNumThreads: threads, interOpNumThreads: 1 }),
    graphOptimizationLevel,
    logSeverityLevel: severities.indexOf(logSeverity),
    ...session,
  };
}

const isProvider = (one: unknown): boolean => typeof one === "string" || typeof (one as { name?: unknown } | null)?.name === "string";

function checkChoice(option: string, choices: readonly string[], value: unknown): void {
  const expected = `one of ${choices.map((choice) => `"${choice}"`).join(", ")}`;
  checkKind(choices.includes(value as string), "onnxruntime", option, expected, value, "correct it");
}

/** The names of the options that were handed on. */
export const ownOptions = (options: SessionOptions): string[] => Object.keys(options).filter((name) => !told.includes(name));

const told = ["executionProviders", "intraOpNumThreads", "interOpNumThreads", "graphOptimizationLevel", "logSeverityLevel"];

/** What runs first, by its name; undefined where the runtime chooses. */
export function firstProvider({ executionProviders }: SessionOptions): string | undefined {
  const [first] = (executionProviders ?? []) as readonly ExecutionProvider[];
  return typeof first === "string" ? first : first?.name;
}
