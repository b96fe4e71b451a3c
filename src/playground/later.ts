import "../backends/wasm/extend.ts";
import uPlot from "uplot";
import { serve } from "./serve.ts";

/** What the page loads after it is there. */
const later = { uPlot };
export type Later = typeof later;

// As the script of a worker it serves networks with dropout, too, for which the engine needs its extension. Both scripts run as classic ones.
if ("WorkerGlobalScope" in globalThis) serve(globalThis as never);
else Object.assign(globalThis, { dagradLater: later });
