/**
 * How errors reach the editor: the parameter's type *is* the error text, so that the compiler prints it at the argument.
 *
 *     Argument of type 'Tensor<["batch", 5], "float32", "x">' is not assignable to parameter of type
 *     '"add: cannot broadcast [batch, 4] with [batch, 5] (4 vs 5)"'
 */
export type Checked<Problem, Parameter> = [Problem] extends [never] ? Parameter : IsAny<Parameter> extends true ? Parameter : Problem;

/** Of `any` nothing is known, so it is taken. */
type IsAny<T> = 0 extends 1 & T ? true : false;
