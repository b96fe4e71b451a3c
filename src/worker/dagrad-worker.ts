/* The file that fitInWorker starts as a worker. */
import { serve } from "./serve.ts";

serve();
