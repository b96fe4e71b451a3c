import "../backends/wasm/extend.ts";
import { Curves } from "./curves.tsx";
import { DataPanel } from "./data-panel.tsx";
import { ExplorerDialog } from "./explorer-dialog.tsx";
import { takeFile, takeTransfer } from "./files.ts";
import { GivenNote } from "./given-note.tsx";
import { HeaderTools } from "./header-tools.tsx";
import { Inspector } from "./inspector.tsx";
import { laterStyle } from "./later-style.ts";
import { LayerMenu } from "./layer-menu.tsx";
import { Topic } from "./menus.tsx";
import { Panes } from "./panes.tsx";
import { serve } from "./serve.ts";
import { subjectGiven } from "./subject-given.ts";
import { TrainingPanel } from "./training-panel.tsx";

const views = { Curves, DataPanel, ExplorerDialog, GivenNote, HeaderTools, Inspector, LayerMenu, Panes, Topic, TrainingPanel };

/** What the page loads after it is there: views, which share its Preact, and what takes files. */
const later = { views, style: laterStyle, takeFile, takeTransfer };
export type Later = typeof later;

// As the script of a worker it serves networks with dropout, too, for which the engine needs its extension. Both scripts run as classic ones.
if ("WorkerGlobalScope" in globalThis) serve(globalThis as never, { subjectGiven });
else Object.assign(globalThis, { dagradLater: later });
