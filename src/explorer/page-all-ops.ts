/* The script of pages whose graphs may have any of dagrad's ops: of one that `explorerHtml` wrote, of one that `dagrad explore` serves, and of others that open an explorer. */
import { standardOps } from "../all-ops.ts";
import { openWritten } from "./open-written.ts";
import { startServed } from "./served/start-served.ts";
import { start } from "./start.ts";

Object.assign(globalThis, { dagradExplorer: openWritten(standardOps) });
if (document.querySelector("dagrad-explorer")) {
  if (document.querySelector("dagrad-status")) startServed(standardOps);
  else start(standardOps);
}
