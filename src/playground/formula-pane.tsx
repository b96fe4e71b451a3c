import { useMemo } from "preact/hooks";
import { themeOf } from "./canvas.ts";
import { formulasOf, pictureOf } from "./network-texts.ts";
import type { Playground } from "./playground.ts";

/** The network as formulas, which are made of its graph. */
export function FormulaPane({ playground }: { readonly playground: Playground }) {
  const network = playground.built.value?.network;
  const formulas = useMemo(() => (network === undefined ? [] : formulasOf(network)), [network]);
  return (
    <div class="formulas">
      {formulas.map(({ name, lines }) => (
        <div key={name} class="formula">
          {lines.map((line, i) => (
            <p key={line} class={i === 0 ? "" : "where"}>
              {line}
            </p>
          ))}
        </div>
      ))}
    </div>
  );
}

/** The network as dagrad draws it. */
export function PicturePane({ playground, host }: { readonly playground: Playground; readonly host: HTMLElement }) {
  const network = playground.built.value?.network;
  const theme = host.shadowRoot?.firstElementChild ? themeOf(host.shadowRoot.firstElementChild) : "light";
  const address = useMemo(() => (network === undefined ? "" : pictureOf(network, theme)), [network, theme]);
  return (
    <div class="picture" tabIndex={0} role="region" aria-label="Picture of the graph">
      {address !== "" && <img src={address} alt="The graph of the network: its layers from left to right" />}
    </div>
  );
}
