import type { Playground } from "./playground.ts";
import { short } from "./unit-formula.ts";

/** How each layer is doing: gradient, what steps do to it, and units that say nothing. */
export function LayersPane({ playground }: { readonly playground: Playground }) {
  const [built, state] = [playground.built.value, playground.state.value];
  if (!built?.layers || !state) return null;
  const most = Math.max(1e-12, ...state.health.map(({ gradient = 0 }) => gradient));
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label="Layers">
      <table>
        <thead>
          <tr>
            <th scope="col">layer</th>
            <th scope="col">units</th>
            <th scope="col">
              gradient <span class="soft">√Σdw²</span>
            </th>
            <th scope="col">step ÷ weights</th>
            <th scope="col">dead</th>
          </tr>
        </thead>
        <tbody>
          {built.layers.map((layer, i) => {
            const { gradient, ratio, dead } = state.health[i] ?? { dead: new Uint8Array(0) };
            const count = dead.reduce((sum, unit) => sum + unit, 0);
            return (
              <tr key={layer.id}>
                <th scope="row">
                  {i === (built.layers?.length ?? 0) - 1 ? "output" : `${i + 1}`}{" "}
                  <span class="soft">{layer.activation?.name ?? "linear"}</span>
                </th>
                <td>{layer.units}</td>
                <td>
                  <span
                    class="bar"
                    style={{
                      inlineSize: `${gradient === undefined ? 0 : Math.max(2, (60 * Math.log1p((1e4 * gradient) / most)) / Math.log1p(1e4))}px`,
                    }}
                  />{" "}
                  {gradient === undefined ? "–" : short(gradient)}
                </td>
                <td class={ratio !== undefined && (ratio > 0.1 || ratio < 1e-6) ? "odd" : ""}>
                  {ratio === undefined ? "–" : short(ratio)}
                </td>
                <td class={count > 0 ? "odd" : ""}>{i < (built.layers?.length ?? 0) - 1 ? `${count} of ${layer.units}` : "–"}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p class="soft">
        A step of about a thousandth of the weights is healthy; far more jumps about, far less crawls. The penalty of a layer is part of its
        gradient.
      </p>
    </div>
  );
}
