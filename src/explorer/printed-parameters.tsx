import { useComputed, useSignal } from "@preact/signals";
import { printArray } from "../../graph/print/print-array.ts";
import { isLarge } from "./large/is-large.ts";
import { large } from "./large/parts.ts";
import type { State } from "./state.ts";

/** Elements of a parameter that are printed; of larger ones NumPy's summary. */
const most = 400;

/** On paper: the parameters with their numbers. */
export function PrintedParameters({ state }: { readonly state: State }) {
  const isNeeded = useSignal(!isLarge(state.exploration.value.subject.graph));
  large.usePrinting(isNeeded);
  const rows = useComputed(() => {
    if (!isNeeded.value || !state.isRun.value) return [];
    const look = state.look.value;
    const { run } = state.exploration.value;
    return Object.entries(run.nodes).flatMap(([id, { op }]) => {
      const value = op === "parameter" ? look.value(id) : undefined;
      if (value === undefined) return [];
      return [
        { id, type: `${value.dtype}[${value.shape.join(", ")}]`, text: value.data.length <= most ? printArray(value) : String(value) },
      ];
    });
  });
  if (rows.value.length === 0) return null;
  return (
    <section class="on-paper" aria-hidden="true">
      <h2>Parameters</h2>
      <table>
        <tbody>
          {rows.value.map(({ id, type, text }) => (
            <tr key={id}>
              <th scope="row">
                {id}
                <br />
                <small>{type}</small>
              </th>
              <td>
                <pre>{text}</pre>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
