import "../backends/wasm/extend.ts";
import uPlot from "uplot";
import { formulasOf, modelBytes, pictureOf, weightsIn } from "./network-texts.ts";
import { readPoints } from "./read-points.ts";
import { serve } from "./serve.ts";
import { subjectGiven } from "./subject-given.ts";

/** What the page loads after it is there: charts, formulas, pictures and files. */
const later = { uPlot, formulasOf, pictureOf, modelBytes, weightsIn, readPoints };
export type Later = typeof later;

// As the script of a worker it serves networks with dropout, too, for which the engine needs its extension. Both scripts run as classic ones.
if ("WorkerGlobalScope" in globalThis) serve(globalThis as never, { subjectGiven });
else Object.assign(globalThis, { dagradLater: later });
