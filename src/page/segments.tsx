import type { Signal } from "@preact/signals";
import { useId } from "preact/hooks";

interface SegmentsProps<T extends string> {
  /** Read aloud; shown where `shown`. */
  readonly label: string;
  readonly value: Signal<T>;
  readonly options: readonly (readonly [value: T, label: string])[];
}

/** A choice of few, side by side: radio buttons, so that arrow keys move in it. */
export function Segments<T extends string>({ label, value, options }: SegmentsProps<T>) {
  const name = useId();
  return (
    <fieldset class="segments" aria-label={label}>
      {options.map(([one, text]) => (
        <label key={one}>
          <input type="radio" name={name} checked={value.value === one} onChange={() => (value.value = one)} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** Their style, for any page that has the variables of its colours. */
export const segmentsStyle = `
.segments{display:inline-flex;border:1px solid var(--rule);border-radius:8px;padding:2px;margin:0;background:var(--ground);min-width:0}
.segments label{position:relative;cursor:pointer}
.segments input{position:absolute;inset:0;opacity:0;margin:0;cursor:pointer}
.segments span{display:block;padding:3px 10px;border-radius:6px;font-size:12.5px;color:var(--soft-ink);white-space:nowrap}
.segments input:checked+span{background:var(--paper);color:var(--ink);box-shadow:0 0 0 1px var(--rule),0 1px 2px #0001}
.segments input:focus-visible+span{outline:2px solid var(--accent);outline-offset:1px}
@media(forced-colors:active){.segments input:checked+span{background:Highlight;color:HighlightText;forced-color-adjust:none}}
`;
