import type { AttributeProto, GraphProto, TensorProto } from "../wire/schema.ts";

const text = new TextDecoder();

/** The attributes of a node, by name; each is asked for as what it must be, with what it is where it is left out. */
export class Attributes {
  readonly #byName: ReadonlyMap<string, AttributeProto>;
  constructor(attributes: readonly AttributeProto[] = []) {
    this.#byName = new Map(attributes.map((attribute) => [attribute.name ?? "", attribute]));
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** A whole number; one that is 0 need not be written. */
  int<Otherwise extends number | undefined>(name: string, otherwise: Otherwise): number | Otherwise {
    const attribute = this.#byName.get(name);
    return attribute === undefined ? otherwise : Number(attribute.i ?? 0);
  }

  flag(name: string, otherwise = false): boolean {
    return this.int(name, Number(otherwise)) !== 0;
  }

  float<Otherwise extends number | undefined>(name: string, otherwise: Otherwise): number | Otherwise {
    const attribute = this.#byName.get(name);
    return attribute === undefined ? otherwise : (attribute.f ?? 0);
  }

  string<Otherwise extends string | undefined>(name: string, otherwise: Otherwise): string | Otherwise {
    const attribute = this.#byName.get(name);
    return attribute === undefined ? otherwise : text.decode(attribute.s ?? new Uint8Array());
  }

  ints(name: string): number[] | undefined {
    const attribute = this.#byName.get(name);
    return attribute && (attribute.ints ?? []).map(Number);
  }

  floats(name: string): readonly number[] | undefined {
    const attribute = this.#byName.get(name);
    return attribute && (attribute.floats ?? []);
  }

  strings(name: string): string[] | undefined {
    const attribute = this.#byName.get(name);
    return attribute && (attribute.strings ?? []).map((one) => text.decode(one));
  }

  tensor(name: string): TensorProto | undefined {
    return this.#byName.get(name)?.t;
  }

  graph(name: string): GraphProto | undefined {
    return this.#byName.get(name)?.g;
  }
}
