import { Choice, Slider } from "./fields.tsx";
import type { Playground } from "./playground.ts";
import { mostUnits } from "./settings.ts";

const strengths = [0, 1e-4, 5e-4, 1e-3, 5e-3, 1e-2];

/** What more a hidden layer can have: any number of units, dropout and penalties. */
export function LayerMenu({ playground, at }: { readonly playground: Playground; readonly at?: number }) {
  const layer = playground.settings.value.layers[at as number];
  if (layer === undefined) return null;
  const slider = (name: "units" | "dropout", label: string, min: number, max: number, step: number) => (
    <Slider
      {...{ label, min, max, step }}
      value={layer[name]}
      onInput={(next) => playground.changeLayer(at as number, { [name]: next }, `${name} ${at}`)}
    />
  );
  const strength = (name: "l1" | "l2", label: string) => (
    <Choice
      label={label}
      value={String(layer[name])}
      options={[...new Set([...strengths, layer[name]])]
        .sort((a, b) => a - b)
        .map((lambda) => [String(lambda), lambda === 0 ? "none" : String(lambda)] as const)}
      onChange={(text) => playground.changeLayer(at as number, { [name]: Number(text) })}
    />
  );
  return (
    <div class="pop">
      {slider("units", "Units", 1, mostUnits, 1)}
      {slider("dropout", "Dropout", 0, 0.9, 0.05)}
      {strength("l1", "L1")}
      {strength("l2", "L2")}
      <button
        type="button"
        onClick={() => playground.change({ layers: playground.settings.value.layers.filter((_, other) => other !== at) })}
      >
        Remove layer
      </button>
    </div>
  );
}
