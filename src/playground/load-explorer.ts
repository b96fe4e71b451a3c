import type { OpenWritten } from "../explorer/open-written.ts";
import { loaded } from "./own-script.ts";

/** The explorer: what the script of its pages leaves. */
export const explorerScript = (): Promise<OpenWritten> => loaded("explorer", "dagradExplorer");
