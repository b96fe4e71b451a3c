import type { NodeId } from "../../graph/graph.ts";

/** What nn.Module answers to itself, and words of Python: no attribute of a module may have such a name. */
const kept = new Set(
  (
    "T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval extra_repr float forward " +
    "get_buffer get_extra_state get_parameter get_submodule half ids ipu load load_state_dict modules mtia named_buffers named_children " +
    "named_modules named_parameters parameters register_backward_hook register_buffer register_forward_hook register_forward_pre_hook " +
    "register_full_backward_hook register_full_backward_pre_hook register_load_state_dict_post_hook register_load_state_dict_pre_hook " +
    "register_module register_parameter register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule " +
    "share_memory state_dict to to_empty train training type xpu zero_grad " +
    "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda " +
    "nonlocal not or pass raise return try while with yield"
  ).split(" "),
);

export const isKept = (name: string): boolean => kept.has(name);

/**
 * Where the parameters of a graph stand in a module of PyTorch: "dense1.weights" is `self.dense1.weights`, so that the keys of `state_dict` are
 * the ids. An underscore parts what PyTorch or Python keeps for itself, or what would be a parameter and a module at once.
 */
export class ParameterNames {
  readonly #paths = new Map<NodeId, readonly string[]>();
  /** The attributes of the network itself. */
  readonly roots: ReadonlySet<string>;
  /** The modules to make, outermost first. */
  readonly modules: readonly string[];

  constructor(ids: readonly NodeId[]) {
    const leaves = new Set(ids);
    const given = new Set<string>();
    const modules = new Set<string>();
    for (const id of ids) {
      const parts = id.normalize("NFKC").split(".");
      const path: string[] = [];
      for (const [i, part] of parts.entries()) {
        const isLast = i === parts.length - 1;
        const word = /^\p{L}/u.test(part) ? part : `_${part}`;
        const isFree = (name: string): boolean => {
          const whole = [...path, name].join(".");
          if (isKept(name)) return false;
          return isLast ? !given.has(whole) && !modules.has(whole) : !leaves.has(whole) && !given.has(whole);
        };
        let name = word;
        while (!isFree(name)) name += "_";
        path.push(name);
        (isLast ? given : modules).add(path.join("."));
      }
      this.#paths.set(id, path);
    }
    this.modules = [...modules];
    this.roots = new Set([...this.#paths.values()].map(([root = ""]) => root));
  }

  /** "dense1.weights" */
  path(id: NodeId): string {
    return (this.#paths.get(id) as readonly string[]).join(".");
  }

  /** Those that stand under another name than their id. */
  get renamed(): readonly (readonly [id: NodeId, path: string])[] {
    return [...this.#paths.keys()].map((id) => [id, this.path(id)] as const).filter(([id, path]) => id !== path);
  }
}
