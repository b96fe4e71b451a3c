import type { AnyTensor, Cotangent } from "../../graph/op.ts";
import { matmul } from "../linear/matmul.ts";
import { expandDims } from "../move/expand-dims.ts";
import { reshape } from "../move/reshape.ts";
import { transpose } from "../move/transpose.ts";
import { unbroadcast } from "./unbroadcast.ts";

/**
 * Cotangents of the two operands of y = a · b: da = dy · bᵀ and db = aᵀ · dy, summed over the axes that were broadcast.
 * A vector is seen as the row or column it stands for.
 */
export function matmulCotangents(dy: AnyTensor, a: AnyTensor, b: AnyTensor): readonly [Cotangent, Cotangent] {
  const row = a.shape.length === 1;
  const column = b.shape.length === 1;
  const matrixA = (): AnyTensor => (row ? expandDims(a, { axis: 0 }) : a);
  const matrixB = (): AnyTensor => (column ? expandDims(b, { axis: 1 }) : b);
  const matrixDy = (): AnyTensor => {
    const withColumn = column ? expandDims(dy, { axis: dy.shape.length }) : dy;
    return row ? expandDims(withColumn, { axis: withColumn.shape.length - 1 }) : withColumn;
  };
  const backTo = (cotangent: AnyTensor, x: AnyTensor, matrix: AnyTensor): AnyTensor => {
    const summed = unbroadcast(cotangent, matrix);
    return matrix === x ? summed : reshape(summed, { shape: x.shape });
  };
  return [
    () => {
      const matrix = matrixA();
      return backTo(matmul(matrixDy(), swapLast(matrixB())), a, matrix);
    },
    () => {
      const matrix = matrixB();
      return backTo(matmul(swapLast(matrixA()), matrixDy()), b, matrix);
    },
  ];
}

/** Transposes the last two axes. */
export function swapLast(x: AnyTensor): AnyTensor {
  const axes = x.shape.map((_, axis) => axis);
  const [last, before] = [axes.length - 1, axes.length - 2];
  return transpose(x, { perm: [...axes.slice(0, -2), last, before] });
}
