import "../backends/wasm/extend.ts";
import { Curves } from "./curves.tsx";
import { ExplorerDialog } from "./explorer-dialog.tsx";
import { takeFile, takeTransfer } from "./files.ts";
import { Inspector } from "./inspector.tsx";
import { ChapterMenu, FileMenu, Topic } from "./menus.tsx";
import { Panes } from "./panes.tsx";
import { serve } from "./serve.ts";
import { subjectGiven } from "./subject-given.ts";

/** What the page loads after it is there: views, which share its Preact, and what takes files. */
const later = { views: { ChapterMenu, Curves, ExplorerDialog, FileMenu, Inspector, Panes, Topic }, takeFile, takeTransfer };
export type Later = typeof later;

// As the script of a worker it serves networks with dropout, too, for which the engine needs its extension. Both scripts run as classic ones.
if ("WorkerGlobalScope" in globalThis) serve(globalThis as never, { subjectGiven });
else Object.assign(globalThis, { dagradLater: later });
