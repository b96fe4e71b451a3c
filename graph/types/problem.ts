/**
 * How errors reach the editor: the parameter's type *is* the error text, so that the compiler prints it at the argument.
 *
 *     Argument of type 'Tensor<["batch", 5], "float32", "x">' is not assignable to parameter of type
 *     '"add: cannot broadcast [batch, 4] with [batch, 5] (4 vs 5)"'
 */
export type Checked<Problem, Parameter> = [Problem] extends [never] ? Parameter : Problem;
