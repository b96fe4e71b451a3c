/* The script of the page that `dagrad explore` serves. */
import { standardOps } from "../all-ops.ts";
import { startServed } from "./served/start-served.ts";

startServed(standardOps);
