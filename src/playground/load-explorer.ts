import type { ExplorerScript } from "./explorer-script.ts";
import { loaded } from "./own-script.ts";

/** The explorer. */
export const explorerScript = (): Promise<ExplorerScript> => loaded("explorer", "dagradExplorer");
