/* The script of pages whose graphs have ops of the book alone: half as large. */
import { bookOps } from "./book-ops.ts";
import { start } from "./start.ts";

start(bookOps);
