import type { NdArray } from "../../../graph/ndarray.ts";
import type { State } from "../state.ts";

/** What the selected node gave, in NumPy's digits. */
export function Value({ state }: { readonly state: State }) {
  const id = state.selected.value?.id;
  if (id === undefined) return <p class="hint">Select a node to see its value.</p>;
  const look = state.look.value;
  const [value, gradient] = [look.value(id), look.gradient(id)];
  return (
    <div>
      <h3>{id}</h3>
      {value && <Elements title="value" value={value} />}
      {gradient && <Elements title={`∂${state.exploration.value.of} / ∂${id}`} value={gradient} />}
    </div>
  );
}

const Elements = ({ title, value }: { readonly title: string; readonly value: NdArray }) => (
  <figure>
    <figcaption>
      {title}: {value.dtype}[{value.shape.join(", ")}]
    </figcaption>
    <pre>{String(value)}</pre>
  </figure>
);
