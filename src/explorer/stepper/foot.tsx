import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { nodeOf } from "../../../graph/graph.ts";
import { printNumber } from "../../../graph/print/print-number.ts";
import { fullDigits } from "../../explain/digits.ts";
import type { Part, Sentence } from "../../explain/sentence.ts";
import { markAll, pointing } from "../mark.ts";
import { notesOf } from "../notes.ts";
import type { State } from "../state.ts";

/** What is said of the step, of the cell that was chosen, of what is not finite; else what the outputs are. Names of nodes are links. */
export function Foot({ state }: { readonly state: State }) {
  const root = useRef<HTMLElement>(null);
  const { told, roots, steps, current } = state.stepper;
  useSignalEffect(() => {
    told.value;
    markAll(root.current, state);
  });
  const [sentence, ...parts] = told.value;
  const cause = roots.value.find(({ matters }) => matters);
  const now = current.value;
  const at = state.step.value;
  return (
    <footer ref={root} class={`foot${now === undefined ? "" : " stepping"}`} {...pointing(state)}>
      {now !== undefined && (
        <span class={`phase ${now.phase}`}>
          {at} of {steps.value.length} <b>{now.phase}</b>
        </span>
      )}
      <div class="told" aria-live="polite">
        {!state.isRun.value ? (
          <p class="hint">Running …</p>
        ) : state.problem.value !== undefined ? (
          <p class="problem">{state.problem.value}</p>
        ) : sentence !== undefined ? (
          <Said sentence={sentence} state={state} />
        ) : cause ? (
          <Said sentence={cause.sentence} state={state} />
        ) : (
          <Outputs state={state} />
        )}
        {parts.length > 0 && (
          <ul>
            {parts.map((part, i) => (
              <li key={i}>
                <Said sentence={part} state={state} />
              </li>
            ))}
          </ul>
        )}
      </div>
      {/* Who has just written a number over wants to see what it did. */}
      {sentence !== undefined && now === undefined && (
        <p class="results" aria-live="polite">
          <Scalars state={state} />
        </p>
      )}
      {cause !== undefined && (
        <button type="button" class="cause" onClick={() => state.stepper.toCause()}>
          Jump to cause
        </button>
      )}
    </footer>
  );
}

/** A sentence with its parts as links: a name selects its node, a number the element that it is. */
function Said({ sentence, state }: { readonly sentence: Sentence; readonly state: State }) {
  const { numbering, stepper } = state;
  const numberOf = (part: Exclude<Part, { kind: "text" }>): number | undefined =>
    numbering.value.numberOf(part.kind === "node" && part.gradientOf !== undefined ? part.gradientOf : stepper.shownAt(part.node));
  return (
    <p>
      {sentence.map((part, i) => {
        if (part.kind === "text") return part.text;
        if (part.kind === "node") {
          return (
            <button key={i} type="button" class="name" data-node={numberOf(part)}>
              {part.text}
            </button>
          );
        }
        const value = state.look.value.value(part.node);
        return (
          <button
            key={i}
            type="button"
            class="number"
            tabindex={-1}
            data-node={numberOf(part)}
            title={value && printNumber(part.value, value.dtype)}
            onClick={() => {
              stepper.cell.value = { id: part.node, element: part.element };
            }}
          >
            {part.text}
          </button>
        );
      })}
    </p>
  );
}

/** loss = 1.0986104 · accuracy = 0.34. */
function Scalars({ state }: { readonly state: State }) {
  const { run } = state.exploration.value;
  const numbers = Object.entries(run.outputs).flatMap(([name, id]) => {
    const value = state.look.value.value(id);
    if (value === undefined || nodeOf(run, id).shape.length > 0) return [];
    return [{ name, id, text: fullDigits(value.data[0] as number, value.dtype) }];
  });
  return (
    <>
      {numbers.map(({ name, id, text }) => (
        <span key={name} class="output">
          <button type="button" class="name" data-node={state.numbering.value.numberOf(id)}>
            {name}
          </button>{" "}
          = <b>{text}</b>
        </span>
      ))}
    </>
  );
}

/** What the outputs are, and how to go on. */
function Outputs({ state }: { readonly state: State }) {
  const { steps } = state.stepper;
  const counts = (["forward", "backward", "update"] as const).flatMap((phase) => {
    const count = steps.value.filter((step) => step.phase === phase).length;
    return count === 0 ? [] : [`${count} ${phase}`];
  });
  return (
    <p>
      <Scalars state={state} />
      {counts.length > 0 && <span class="hint">Press → to go through {counts.join(" and ")} steps, one by one.</span>}
      {notesOf(state.exploration.value).map((note) => (
        <span key={note} class="hint">
          {" "}
          {note}
        </span>
      ))}
    </p>
  );
}
