import type { ExplorerElement } from "../../../src/explorer/element.ts";
import { withArraysBack } from "./arrays-back.ts";

/** Loads the explorer when a page first shows one, and puts what the file says into a place of the page, where `isWanted` when it is there. */
export async function openExplorer(file: string, place: Element, isWanted: () => boolean): Promise<ExplorerElement | undefined> {
  const [{ defineExplorer }, { readSubject }, { standardOps }, text] = await Promise.all([
    import("../../../src/explorer/element.ts"),
    import("../../../src/explorer/subject.ts"),
    import("../../../ops/standard-ops.ts"),
    loaded(`/explorers/${file}.json`)
      .then((response) => response.text())
      .then((text) => withArraysBack(text, async (file) => unpacked(await loaded(`/${file}`)))),
  ]);
  if (!isWanted()) return undefined;
  defineExplorer();
  const element = document.createElement("dagrad-explorer") as ExplorerElement;
  element.katex = () => import(/* @vite-ignore */ katex);
  place.replaceChildren(element);
  element.subject = readSubject(text, standardOps);
  return element;
}

/** The package's own build of KaTeX, with its fonts inside. */
const katex = "/explorer/katex.js";

async function loaded(address: string): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`explorer: ${address} must be there, got ${response.status}; build the site anew`);
  return response;
}

async function unpacked(packed: Response): Promise<Uint8Array> {
  const stream = (packed.body as ReadableStream<Uint8Array<ArrayBuffer>>).pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
