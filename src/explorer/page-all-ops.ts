/* The script of pages whose graphs may have any of dagrad's ops. */
import { standardOps } from "../all-ops.ts";
import { start } from "./start.ts";

start(standardOps);
