import { type Signal, useSignal } from "@preact/signals";
import type { NdArray } from "../../../../graph/ndarray.ts";
import { printColumn, printNumber } from "../../../../graph/print/print-number.ts";
import { readNumber } from "./as-text.ts";
import { moveAmongElements } from "./element-buttons.ts";
import { leadingAxes, matrixAt } from "./matrix.ts";

/** Rows and columns of a table that are shown at once: more nobody reads, and a page has to keep up with a slider. */
const shown = { rows: 40, columns: 16 };

interface TableProps {
  readonly title: string;
  readonly value: NdArray;
  /** What the axes are called. */
  readonly axes: readonly string[];
  /** Sets an element, counted row by row; what it returns says why it did not. Absent where the elements are computed. */
  readonly set?: (at: number, value: number) => string | undefined;
  /** Says how an element came about. */
  readonly choose?: (at: number) => void;
  /** Elements that what is said was made of. */
  readonly lit?: ReadonlySet<number> | undefined;
}

/** The elements in NumPy's digits, two axes at a time. */
export function Table({ title, value, axes, set, choose, lit }: TableProps) {
  const place = useSignal<readonly number[]>([]);
  const [row, column] = [useSignal(0), useSignal(0)];
  const problem = useSignal("");
  const { data, dtype, shape } = value;
  if (data.length === 0) return <p class="hint">no elements</p>;
  const { rows, columns, offset } = matrixAt(value, place.value);
  const top = Math.max(0, Math.min(row.value, rows - shown.rows));
  const left = Math.max(0, Math.min(column.value, columns - shown.columns));
  const [height, width] = [Math.min(rows, shown.rows), Math.min(columns, shown.columns)];
  const at = (i: number, j: number): number => offset + (top + i) * columns + left + j;
  const all = Array.from({ length: height * width }, (_, k) => data[at(Math.floor(k / width), k % width)] as number);
  const texts = printColumn(all, dtype);
  const most = Math.max(...all.map((x) => (Number.isFinite(x) ? Math.abs(x) : 0)));
  const rank = shape.length;
  return (
    <>
      {leadingAxes(value).map((size, axis) => (
        <Slider
          key={axis}
          label={axes[axis] ?? `axis ${axis}`}
          most={size - 1}
          value={Math.min(size - 1, place.value[axis] ?? 0)}
          change={(to) => {
            place.value = leadingAxes(value).map((_, one) => (one === axis ? to : (place.value[one] ?? 0)));
          }}
        />
      ))}
      {rows > height && <Window label={`rows, of ${rows}`} from={row} most={rows - height} size={height} at={top} />}
      {columns > width && <Window label={`columns, of ${columns}`} from={column} most={columns - width} size={width} at={left} />}
      <div
        class="table"
        tabIndex={0}
        role="region"
        aria-label={`elements of ${title}`}
        onKeyDown={(event) => {
          if (moveAmongElements(event.currentTarget, event)) event.preventDefault();
        }}
      >
        <table>
          {rank > 0 && (
            <thead>
              <tr>
                <td />
                {Array.from({ length: width }, (_, j) => (
                  <th key={j} scope="col">
                    {left + j}
                  </th>
                ))}
              </tr>
            </thead>
          )}
          <tbody>
            {Array.from({ length: height }, (_, i) => (
              <tr key={i}>
                {rank > 1 ? <th scope="row">{top + i}</th> : rank === 1 ? <td /> : null}
                {Array.from({ length: width }, (_, j) => {
                  const index = at(i, j);
                  const x = data[index] as number;
                  // Points stand below each other, as NumPy fills numbers up with spaces.
                  const text = texts[i * width + j]?.trimStart() ?? "";
                  const strength = most === 0 || !Number.isFinite(x) ? 0 : Math.round((Math.abs(x) / most) * 36);
                  return (
                    <td
                      key={j}
                      class={`${Number.isFinite(x) ? (x < 0 ? "below" : "above") : "alarm"}${lit?.has(index) ? " lit" : ""}`}
                      style={`--strength:${strength}%`}
                    >
                      {set === undefined ? (
                        <button type="button" class="element" tabIndex={-1} title="how it came about" onClick={() => choose?.(index)}>
                          {text}
                        </button>
                      ) : (
                        <Cell
                          label={`${title} at ${rank > 1 ? `${top + i}, ${left + j}` : left + j}`}
                          text={text.trim()}
                          exact={printNumber(x, dtype)}
                          set={(number) => {
                            problem.value = number === undefined ? "that is no number" : (set(index, number) ?? "");
                          }}
                        />
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {problem.value && (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
    </>
  );
}

interface CellProps {
  readonly label: string;
  readonly text: string;
  /** The number in all digits that tell it from others. */
  readonly exact: string;
  readonly set: (value: number | undefined) => void;
}

/** A number that can be written over: Enter or leaving it sets it, Escape leaves it as it was. */
function Cell({ label, text, exact, set }: CellProps) {
  return (
    <input
      aria-label={label}
      inputMode="decimal"
      size={Math.max(4, text.length)}
      value={text}
      spellcheck={false}
      onFocus={({ currentTarget }) => {
        currentTarget.value = exact;
        currentTarget.select();
      }}
      onBlur={({ currentTarget }) => {
        const written = currentTarget.value;
        currentTarget.value = text;
        if (written !== exact && written !== text) set(readNumber(written));
      }}
      onKeyDown={(event) => {
        const { key, currentTarget } = event;
        if (key === "Escape") currentTarget.value = exact;
        if (key === "Escape" || key === "Enter") {
          event.stopPropagation();
          currentTarget.blur();
        }
      }}
    />
  );
}

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly most: number;
  readonly change: (to: number) => void;
}

const Slider = ({ label, value, most, change }: SliderProps) => (
  <label class="slider">
    <span>{label}</span>
    <input type="range" min={0} max={most} value={value} onInput={({ currentTarget }) => change(Number(currentTarget.value))} />
    <output>{value}</output>
  </label>
);

interface WindowProps {
  readonly label: string;
  readonly from: Signal<number>;
  readonly most: number;
  readonly size: number;
  readonly at: number;
}

const Window = ({ label, from, most, size, at }: WindowProps) => (
  <label class="slider">
    <span>{label}</span>
    <input
      type="range"
      min={0}
      max={most}
      value={at}
      onInput={({ currentTarget }) => {
        from.value = Number(currentTarget.value);
      }}
    />
    <output>
      {at}–{at + size - 1}
    </output>
  </label>
);
