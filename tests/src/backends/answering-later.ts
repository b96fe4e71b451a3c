import type { AsyncBackend, AsyncExecutable, NodeId, Parameter as PublicParameter, Value } from "dagrad";
import { Parameter } from "../../../src/backends/parameter.ts";
import { reference } from "../../../src/backends/reference/reference.ts";

/** What is over there: a parameter, and the version of the one at home that it is as new as. */
interface Remote {
  readonly parameter: Parameter;
  version: number;
}

/**
 * The reference, as if it ran on another device: it has parameters, inputs and outputs of its own, every word to it and from it takes a
 * while, and an executable does one thing at a time.
 */
export function answeringLater(wait: () => Promise<void> = () => new Promise((resolve) => setTimeout(resolve, 0))): AsyncBackend {
  const remotes = new WeakMap<PublicParameter, Remote>();
  const remoteOf = (home: PublicParameter): Remote => {
    const { shape, dtype } = home;
    const known = remotes.get(home) ?? {
      parameter: new Parameter({ data: home.data.slice() as typeof home.data, shape, dtype }),
      version: -1,
    };
    remotes.set(home, known);
    return known;
  };
  return {
    name: "later",
    executes: reference.executes,
    prepareAsync: async (plan, { parameters, constants }): Promise<AsyncExecutable> => {
      await wait();
      let busy = false;
      const alone = async <T>(work: () => T | Promise<T>): Promise<T> => {
        if (busy) throw new Error("asked while it was busy");
        busy = true;
        try {
          await wait();
          return await work();
        } finally {
          busy = false;
        }
      };
      const used = [...parameters].map(([id, home]) => [id, home, remoteOf(home)] as const);
      const inner = reference.prepare(plan, { constants, parameters: new Map(used.map(([id, , { parameter }]) => [id, parameter])) });
      const { inputs, outputs, updates } = plan.graph;
      const here = new Map<NodeId, Value>();
      for (const id of [...inputs, ...Object.values(outputs)]) {
        const { data, shape, dtype } = inner.view(id);
        here.set(id, { data: data.slice() as typeof data, shape, dtype });
      }
      const send = async (): Promise<void> => {
        for (const [, home, remote] of used) {
          if (remote.version === home.version) continue;
          remote.parameter.set(await home.read());
          remote.version = home.version;
        }
        for (const id of inputs) inner.view(id).data.set((here.get(id) as Value).data);
      };
      const receive = (): void => {
        for (const id of Object.values(outputs)) (here.get(id) as Value).data.set(inner.view(id).data);
      };
      const lend = (): void => {
        for (const [id, home, remote] of used) {
          if (!(id in updates)) continue;
          home.lendAsync(async (to) => {
            await wait();
            to.set(remote.parameter.data);
          });
          remote.version = home.version;
        }
      };
      return {
        view: (id) => here.get(id) as Value,
        executeAsync: () =>
          alone(async () => {
            await send();
            inner.execute();
            receive();
          }),
        updateAsync: (check) =>
          alone(() => {
            inner.update(check);
            lend();
          }),
        stepsAsync: (count) =>
          alone(async () => {
            await send();
            try {
              inner.steps(count);
            } finally {
              lend();
            }
            receive();
          }),
        print: (printers) => `later ${inner.print(printers)}`,
      };
    },
  };
}
