import { useEffect, useState } from "preact/hooks";
import { themeOf } from "./canvas.ts";
import { later } from "./own-script.ts";
import type { Playground } from "./playground.ts";

/** The network as formulas, which are made of its graph. */
export function FormulaPane({ playground }: { readonly playground: Playground }) {
  const network = playground.built.value?.network;
  const [formulas, setFormulas] = useState<readonly { readonly name: string; readonly lines: readonly string[] }[]>([]);
  useEffect(() => {
    if (network !== undefined) void later().then(({ formulasOf }) => setFormulas(formulasOf(network)));
  }, [network]);
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
  const [address, setAddress] = useState("");
  const theme = host.shadowRoot?.firstElementChild ? themeOf(host.shadowRoot.firstElementChild) : "light";
  useEffect(() => {
    if (network !== undefined) void later().then(({ pictureOf }) => setAddress(pictureOf(network, theme)));
  }, [network, theme]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <div class="picture" tabIndex={0} role="region" aria-label="Picture of the graph">
      {address !== "" && <img src={address} alt="The graph of the network: its layers from left to right" />}
    </div>
  );
}
