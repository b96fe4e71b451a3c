import { definePlayground } from "./element.ts";
import { serve } from "./serve.ts";

// The same script is the page's and its worker's.
if ("WorkerGlobalScope" in globalThis) serve(globalThis as never);
else definePlayground();
