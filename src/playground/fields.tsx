import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface Field {
  readonly label: string;
  /** What it is for: shown where one points. */
  readonly title?: string;
}

/** A range with its value beside its name. */
export function Slider({
  label,
  title,
  value,
  shown = String(value),
  min,
  max,
  step,
  onInput,
}: Field & {
  readonly value: number;
  readonly shown?: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly onInput: (value: number) => void;
}) {
  return (
    <label class="slider" title={title}>
      <span>{label}</span>
      <output>{shown}</output>
      <input
        type="range"
        {...{ min, max, step, value }}
        aria-label={label}
        onInput={({ currentTarget }) => onInput(Number(currentTarget.value))}
      />
    </label>
  );
}

/** A number that is typed. */
export function NumberField({
  label,
  title,
  value,
  min,
  max,
  list,
  onChange,
}: Field & {
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly list?: string;
  readonly onChange: (value: number) => void;
}) {
  return (
    <label class="field" title={title}>
      <span>{label}</span>
      <input
        type="number"
        {...{ min, max, list }}
        step="any"
        value={value}
        onChange={({ currentTarget }) => {
          const next = Number(currentTarget.value);
          if (currentTarget.value !== "" && Number.isFinite(next)) onChange(Math.min(max, Math.max(min, next)));
          else currentTarget.value = String(value);
        }}
      />
    </label>
  );
}

/** A choice among names. */
export function Choice<T extends string>({
  label,
  title,
  value,
  options,
  onChange,
  isPlain = false,
}: Field & {
  readonly value: T;
  readonly options: readonly (readonly [T, string])[];
  readonly onChange: (value: T) => void;
  /** Without its label beside it. */
  readonly isPlain?: boolean;
}) {
  const id = useId();
  return (
    <div class={isPlain ? "" : "field"} title={title}>
      {!isPlain && <label for={id}>{label}</label>}
      <select
        id={id}
        value={value}
        aria-label={isPlain ? label : undefined}
        onChange={({ currentTarget }) => onChange(currentTarget.value as T)}
      >
        {options.map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

export function Card({
  title,
  name,
  children,
  class: kind = "",
  extra,
}: {
  readonly title: string;
  readonly name: string;
  readonly children: ComponentChildren;
  readonly class?: string;
  readonly extra?: ComponentChildren;
}) {
  return (
    <section class={`card ${kind}`} aria-labelledby={`${name}-title`}>
      <div class="card-head">
        <h2 id={`${name}-title`}>{title}</h2>
        {extra}
      </div>
      {children}
    </section>
  );
}
