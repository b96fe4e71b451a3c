import type { Plan } from "../../plan/plan.ts";
import type { State } from "../backend.ts";
import type { EngineValue } from "../fuse/engine-value.ts";
import type { Phases } from "../fuse/schedule.ts";
import type { WasmModule } from "./host.ts";
import type { Layout } from "./memory.ts";
import type { ProgramMemory, Region } from "./program-memory.ts";
import type { Threading } from "./threading.ts";
import type { Written } from "./write/write-module.ts";

/** What an executable is made of. */
export interface Parts {
  readonly plan: Plan;
  readonly state: State;
  readonly values: readonly EngineValue[];
  readonly schedule: Phases;
  readonly layout: Layout;
  readonly written: Written;
  readonly threading: Threading | undefined;
  readonly module: WasmModule;
  readonly memory: ProgramMemory;
  /** What of the memory is the module's own. */
  readonly region: Region;
}
