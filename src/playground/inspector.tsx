import { activationTexts } from "./activation-texts.ts";
import type { DenseLayer } from "./layers-of.ts";
import type { Part, Playground } from "./playground.ts";
import type { State } from "./protocol.ts";
import type { InitName } from "./settings.ts";
import { short, subscript, type Unit, unitArithmetic, unitFormula, unitName } from "./unit-formula.ts";

/** What is pointed at or chosen, as a formula with its numbers. */
export function Inspector({ playground }: { readonly playground: Playground }) {
  const part = playground.pointed.value ?? playground.chosen.value;
  const [built, state] = [playground.built.value, playground.state.value];
  const layers = built?.layers;
  return (
    <div class="inspector" aria-live={playground.running.value ? "off" : "polite"}>
      {part === undefined || !layers || !state ? (
        <p class="soft">{hint(state, playground.settings.value.init)}</p>
      ) : part.kind === "unit" ? (
        <UnitLines {...{ playground, layers, state, part }} texts={activationTexts(built)} />
      ) : (
        <WeightLines {...{ playground, layers, state, part }} />
      )}
    </div>
  );
}

function hint(state: State | undefined, init: InitName) {
  const dead = (state?.health ?? [])
    .map(({ dead: units }, layer) => ({ layer, count: units.reduce((sum, unit) => sum + unit, 0), all: units.length }))
    .filter(({ count }) => count > 0);
  if (dead.length === 0) return "Point at a unit for its formula, at a line for its weight; draw a line up or down to change it.";
  const which = dead.map(({ layer, count, all }) => `${count} of ${all} units in layer ${layer + 1}`).join(", ");
  const isOne = dead.length === 1 && dead[0]?.count === 1;
  const weights = init === "book" || init === "glorot" ? "He weights, " : "";
  return `${which} ${isOne ? "is" : "are"} dead: 0 for every point, so no gradient wakes ${isOne ? "it" : "them"}. Try ${weights}a smaller learning rate or leaky relu.`;
}

interface Shown<P> {
  readonly playground: Playground;
  readonly layers: readonly DenseLayer[];
  readonly state: State;
  readonly part: P;
}

function unitOf(layers: readonly DenseLayer[], texts: readonly (string | undefined)[], state: State, at: number, index: number): Unit {
  const { weights, biases, units, inputs } = layers[at] as DenseLayer;
  const values = state.parameters[weights] as Float32Array;
  return {
    weights: Array.from({ length: inputs }, (_, i) => values[i * units + index] as number),
    bias: biases === undefined ? 0 : (state.parameters[biases]?.[index] as number),
    activation: texts[at],
    names: Array.from({ length: inputs }, (_, i) => unitName(at - 1, i, layers.length)),
  };
}

interface ShownUnit extends Shown<Extract<Part, { kind: "unit" }>> {
  /** Of each layer's activation. */
  readonly texts: readonly (string | undefined)[];
}

function UnitLines({ playground, layers, texts, state, part: { layer, unit } }: ShownUnit) {
  const shown = unitOf(layers, texts, state, layer, unit);
  const name = unitName(layer, unit, layers.length);
  const { followed } = state;
  const point = playground.followed.value;
  const before = layer === 0 ? point : followed?.[layer - 1];
  const { biases } = layers[layer] as DenseLayer;
  return (
    <>
      <p class="formula">
        <b>{name}</b> = {unitFormula(shown)}
        {state.health[layer]?.dead[unit] === 1 && <em class="dead"> dead: 0 for every point</em>}
      </p>
      {before !== undefined && followed !== undefined && before.length >= shown.weights.length && (
        <p class="formula">
          <span class="soft">here</span> = {unitArithmetic(shown, before)} = <b>{short(followed[layer]?.[unit] as number)}</b>
        </p>
      )}
      {biases !== undefined && playground.chosen.value?.kind === "unit" && (
        <NumberLine
          label={`bias of ${name}`}
          value={shown.bias}
          set={(value) => playground.setNumber(biases, unit, value)}
          end={() => playground.endGesture()}
        />
      )}
    </>
  );
}

function WeightLines({ playground, layers, state, part: { layer, from, to } }: Shown<Extract<Part, { kind: "weight" }>>) {
  const { weights, units } = layers[layer] as DenseLayer;
  const index = from * units + to;
  const told = playground.last.value;
  const w = state.parameters[weights]?.[index] as number;
  const [dw, step] = [told?.gradients[weights]?.[index], told?.steps[weights]?.[index]];
  const name = `w${subscript(layer + 1)}`;
  return (
    <>
      <p class="formula">
        <b>
          {name}[{unitName(layer - 1, from, layers.length)} → {unitName(layer, to, layers.length)}]
        </b>{" "}
        = {short(w)}
        {dw !== undefined && <span>, dw = {short(dw)}</span>}
        {step !== undefined && <span>, last step {step < 0 ? short(step) : `+${short(step)}`}</span>}
      </p>
      {playground.chosen.value?.kind === "weight" && (
        <NumberLine
          label={`${name} of the line`}
          value={w}
          set={(value) => playground.setNumber(weights, index, value)}
          end={() => playground.endGesture()}
        />
      )}
    </>
  );
}

/** A number of the network that can be set by hand. */
function NumberLine({
  label,
  value,
  set,
  end,
}: {
  readonly label: string;
  readonly value: number;
  readonly set: (value: number) => void;
  /** Called when what was drawn is let go. */
  readonly end: () => void;
}) {
  return (
    <label class="number-line">
      <span class="soft">{label}</span>
      <input
        type="range"
        min={-5}
        max={5}
        step={0.01}
        value={value}
        aria-label={label}
        onInput={({ currentTarget }) => set(Number(currentTarget.value))}
        onChange={end}
      />
    </label>
  );
}
