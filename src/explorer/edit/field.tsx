import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

/** A field with its name and the button that does what it says. */
export function Field({
  label,
  button,
  onSubmit,
  children,
}: {
  readonly label: string;
  readonly button: string;
  /** Of what stands in the controls, by name. */
  readonly onSubmit: (entered: Readonly<Record<string, string>>) => void;
  /** What is entered in, given the id that the label names. */
  readonly children: (id: string) => ComponentChildren;
}) {
  const id = useId();
  return (
    <form
      class="field"
      onSubmit={(event) => {
        event.preventDefault();
        const entered = [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]);
        onSubmit(Object.fromEntries(entered));
      }}
    >
      <label for={id}>{label}</label>
      {children(id)}
      <button type="submit" aria-label={`${button} (${label})`}>
        {button}
      </button>
    </form>
  );
}

/** A choice among texts. */
export const Choice = ({
  id,
  name,
  choices,
  chosen,
}: {
  readonly id?: string;
  readonly name: string;
  readonly choices: readonly string[];
  readonly chosen?: string;
}) => (
  <select id={id} name={name} defaultValue={chosen}>
    {choices.map((choice) => (
      <option key={choice} value={choice} selected={choice === chosen}>
        {choice}
      </option>
    ))}
  </select>
);
