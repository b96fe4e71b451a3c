import type { Site } from "../site.ts";
import type { Form } from "./form.ts";

/** The k largest or smallest elements along an axis, in order, and their places; of equal ones the first comes first, as in dagrad. */
function topK(site: Site, k: string, largest: boolean): readonly [string, string] {
  const { to, attrs } = site;
  const { dtype } = site.type(0);
  const isSmall = dtype === "uint8" || dtype === "bool";
  const x = isSmall ? to.cast(site.input(0), "int32") : site.input(0);
  const attributes = { axis: attrs.axis as number, largest: Number(largest), sorted: 1 };
  const [values, places] = to.results("TopK", [x, k], { attributes, count: 2 }) as [string, string];
  return [isSmall ? to.cast(values, dtype) : values, places];
}

/** All of an axis. */
const whole = ({ attrs, types: [x], to }: Site): string => to.sizes.list([x?.shape[attrs.axis as number] as number]);
const some = ({ attrs, to }: Site): string => to.ints([attrs.k as number]);

export const sortForms: Readonly<Record<string, Form>> = {
  sort: { write: (site) => topK(site, whole(site), site.attrs.descending === true)[0] },
  argsort: { write: (site) => site.to.cast(topK(site, whole(site), site.attrs.descending === true)[1], "int32") },
  topK: { write: (site) => topK(site, some(site), site.attrs.largest === true)[0] },
  topKIndices: { write: (site) => site.to.cast(topK(site, some(site), site.attrs.largest === true)[1], "int32") },
  scan: { write: (site) => site.loops.result(site) },
};
