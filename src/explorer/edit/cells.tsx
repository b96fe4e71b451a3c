import { useSignal } from "@preact/signals";
import type { NodeId } from "../../../graph/graph.ts";
import { printNumber } from "../../../graph/print/print-number.ts";
import type { State } from "../state.ts";

/** Rows and columns that are shown at once. */
const most = 8;

/** The numbers of a parameter or an input, each in a field of its own: what is entered is run at once. */
export function Cells({ state, node }: { readonly state: State; readonly node: NodeId }) {
  const first = useSignal(0);
  state.revision.value;
  const { program, feeds } = state.exploration.value;
  const value = Object.hasOwn(feeds, node) ? feeds[node] : program.memory.get(node);
  if (value === undefined) return null;
  const columns = Math.max(1, value.shape.length === 0 ? 1 : (value.shape.at(-1) as number));
  const rows = Math.floor(value.data.length / columns);
  const shownColumns = Math.min(columns, most);
  const from = Math.min(first.value, Math.max(0, rows - 1));
  const shown = Array.from({ length: Math.min(most, rows - from) }, (_, i) => from + i);
  const set = (at: number, field: HTMLInputElement): void => {
    const number = field.value.trim() === "" ? Number.NaN : Number(field.value);
    if (Object.is(number, value.data[at])) return;
    if (!state.editing.edit({ kind: "cell", node, at, value: number })) field.value = printNumber(value.data[at] as number, value.dtype);
  };
  return (
    <div class="cells">
      {rows > most && (
        <label>
          rows from{" "}
          <input
            type="number"
            min={0}
            max={rows - 1}
            value={from}
            onChange={({ currentTarget }) => {
              first.value = Math.max(0, Math.min(rows - 1, Math.trunc(Number(currentTarget.value)) || 0));
            }}
          />{" "}
          of {rows}
        </label>
      )}
      <table aria-label={`numbers of ${node}`}>
        <tbody>
          {shown.map((row) => (
            <tr key={row}>
              {Array.from({ length: shownColumns }, (_, column) => {
                const at = row * columns + column;
                return (
                  <td key={column}>
                    <input
                      inputMode="decimal"
                      aria-label={`${node}[${value.shape.length < 2 ? at : `${row}, ${column}`}]`}
                      value={printNumber(value.data[at] as number, value.dtype)}
                      onChange={({ currentTarget }) => set(at, currentTarget)}
                      onKeyDown={(event) => event.key === "Enter" && set(at, event.currentTarget)}
                    />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {columns > most && (
        <p class="hint">
          columns 0 to {most - 1} of {columns}
        </p>
      )}
    </div>
  );
}
