import type { ByteArray } from "../../../../graph/dtype.ts";
import { Bytes } from "./bytes.ts";
import { type Callee, Code } from "./code.ts";
import { type ValueType, valueTypes } from "./instructions.ts";

/** A function that the host gives to the module. */
export interface Import extends Callee {
  readonly module: string;
  readonly name: string;
}

/** The memory that the host gives to the module, in pages of 64 KiB: so many, or more. */
export interface MemoryLimits {
  readonly pages: number;
  /** Memory that threads share. */
  readonly shared?: boolean;
}

/** What a 32-bit address reaches. */
const mostPages = 65_536;

const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/** A WebAssembly module while it is written. Its one memory is imported as "host" "memory". */
export class Module {
  readonly #imports: Import[] = [];
  readonly #functions: Code[] = [];
  readonly #exports: { readonly name: string; readonly code: Code }[] = [];

  /** The function of the host by that name; asking again gives the same one. */
  import(name: string, params: readonly ValueType[], results: readonly ValueType[]): Import {
    const known = this.#imports.find((one) => one.name === name);
    if (known) return known;
    const made = { module: "host", name, params, results };
    this.#imports.push(made);
    return made;
  }

  /** A new function, exported where it is given a name. */
  function(params: readonly ValueType[], results: readonly ValueType[], exported?: string): Code {
    const code = new Code(params, results);
    this.#functions.push(code);
    if (exported !== undefined) this.#exports.push({ name: exported, code });
    return code;
  }

  /** The module in its binary format. */
  assemble({ pages, shared = false }: MemoryLimits): ByteArray {
    const numbers = new Map<Callee, number>();
    for (const callee of [...this.#imports, ...this.#functions]) numbers.set(callee, numbers.size);
    const numberOf = (callee: Callee): number => numbers.get(callee) as number;
    const types = new TypeSection();

    const imports = new Bytes().u32(this.#imports.length + 1);
    for (const one of this.#imports) imports.text(one.module).text(one.name).byte(0).u32(types.numberOf(one));
    imports
      .text("host")
      .text("memory")
      .byte(2)
      .byte(shared ? 3 : 0)
      .u32(pages);
    // Memory that threads share must have a limit.
    if (shared) imports.u32(mostPages);

    const functions = new Bytes().u32(this.#functions.length);
    const bodies = new Bytes().u32(this.#functions.length);
    for (const code of this.#functions) {
      functions.u32(types.numberOf(code));
      code.assemble(bodies, numberOf);
    }
    const exported = new Bytes().u32(this.#exports.length);
    for (const { name, code } of this.#exports) exported.text(name).byte(0).u32(numberOf(code));

    return new Bytes()
      .bytes(header)
      .section(1, types.content())
      .section(2, imports)
      .section(3, functions)
      .section(7, exported)
      .section(10, bodies)
      .toUint8Array();
  }
}

/** The signatures of a module, each once. */
class TypeSection {
  readonly #numbers = new Map<string, number>();
  readonly #content = new Bytes();

  numberOf({ params, results }: Callee): number {
    const key = `${params} ${results}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(key, number);
    this.#content.byte(0x60);
    for (const types of [params, results]) {
      this.#content.u32(types.length);
      for (const type of types) this.#content.byte(valueTypes[type]);
    }
    return number;
  }

  content(): Bytes {
    return new Bytes().u32(this.#numbers.size).bytes(this.#content);
  }
}
