import type { ServeOptions, StartWorker } from "dagrad/worker";
import { type Port, serveOn } from "../../../src/worker/serve.ts";

/** What went through: to the worker, and from it. */
export interface Traffic {
  readonly sent: unknown[];
  ended: number;
}

/** Starts "workers" in this thread: messages are cloned as those of workers are. */
export function inProcess(options: ServeOptions = {}, traffic: Traffic = { sent: [], ended: 0 }): StartWorker {
  return () => {
    const { port1, port2 } = new MessageChannel();
    serveOn(port2 as unknown as Port, options);
    return Object.assign(port1, {
      postMessage(message: unknown) {
        traffic.sent.push(message);
        MessagePort.prototype.postMessage.call(port1, message);
      },
      terminate() {
        traffic.ended++;
        port1.close();
      },
    });
  };
}
