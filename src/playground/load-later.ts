import type { Later } from "./later.ts";
import { loaded } from "./own-script.ts";

/** Panes, menus, charts and files. */
export const later = (): Promise<Later> => loaded("later", "dagradLater");
