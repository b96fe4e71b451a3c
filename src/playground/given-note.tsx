import type { Playground } from "./playground.ts";

/** Of a page whose network is a program's. */
export function GivenNote({ playground }: { readonly playground: Playground }) {
  const given = playground.given.value;
  if (given === undefined) return null;
  return (
    <div class="alarm note-bar" role="status">
      <p>
        Network, points and training are those of <b>{given.title}</b>.
      </p>
      <button type="button" onClick={() => playground.change({})}>
        Use the controls
      </button>
    </div>
  );
}
