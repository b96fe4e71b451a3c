export { apply, type Named, type Operand } from "../graph/apply.ts";
export type { AttrKind, AttrSchema } from "../graph/attrs.ts";
export { type GraphOptions, graph, type InputSpecs, type InputTensors } from "../graph/build.ts";
export { check } from "../graph/check/check.ts";
export { defineOp } from "../graph/define-op.ts";
export type { ByteArray, DType, FloatType, IntType, TypedArray, TypedArrayOf, TypedArrays } from "../graph/dtype.ts";
export { dynamic } from "../graph/dynamic.ts";
export { applyEdit } from "../graph/edit/apply-edit.ts";
export { type Change, diff, type GraphDiff, type NodeChanges } from "../graph/edit/diff.ts";
export { type Edited, edit, type GraphDraft, type Patch, type Recipe } from "../graph/edit/edit.ts";
export { History } from "../graph/edit/history.ts";
export { addNode, bypass, insertAfter, type NewNode, removeUnused, replaceUses } from "../graph/edit/rewire.ts";
export { type ErrorDetails, FeedError, FormatError, GraphError, isDagradError, OpError } from "../graph/errors.ts";
export { type Attrs, type AttrValue, type Differentiation, type Graph, graphFormat, type Node, type NodeId } from "../graph/graph.ts";
export { type IncludeOptions, include } from "../graph/include.ts";
export type { Initializer, WeightInitializer } from "../graph/initializer.ts";
export { bool, f32, f64, type InputSpec, i32, u8 } from "../graph/input.ts";
export type { Leaves } from "../graph/leaves.ts";
export { array, NdArray, zeros } from "../graph/ndarray.ts";
export type { Nested, NestedNumbers } from "../graph/nested.ts";
export {
  atom,
  call,
  grouped,
  infix,
  latexCall,
  type Notation,
  type NotationSite,
  prefix,
  type Subscripts,
  type Term,
} from "../graph/notation.ts";
export type { NumberBuffer } from "../graph/number-buffer.ts";
export {
  type Accumulate,
  type AnyTensor,
  type Block,
  type Composite,
  type Cotangent,
  type Elementwise,
  type Fail,
  type Fill,
  type FoldName,
  type Form,
  type FusedVjp,
  type Index,
  type Known,
  type Move,
  type Op,
  type OpSet,
  type Own,
  opSet,
  type Picture,
  type Primitive,
  type Problem,
  type Reduce,
  type TensorType,
  type TrainingSite,
  type Value,
  type View,
  type Vjp,
} from "../graph/op.ts";
export type { Operands } from "../graph/operands.ts";
export { opsOf, withOps } from "../graph/ops-of.ts";
export { parseArray } from "../graph/parse-array.ts";
export { print } from "../graph/print/print.ts";
export { printDiff } from "../graph/print/print-diff.ts";
export type { Scalar, ScalarBuilder, ScalarOperand, ScalarRule } from "../graph/scalar.ts";
export type { FannedInitializer, ScaledInitializer } from "../graph/scaled-initializer.ts";
export type { Dim, Shape } from "../graph/shape.ts";
export { shaped } from "../graph/shaped.ts";
export type { Tensor } from "../graph/tensor.ts";
export type { Axis } from "../graph/types/axes.ts";
export type { Feed, Feeds, Fetched } from "../graph/types/run.ts";
export { ancestors, consumers, topologicalOrder } from "../graph/walk.ts";
export { type PartsOptions, split } from "../ops/shared/split.ts";
export type { AsyncBackend, AsyncExecutable, Backend, Executable, PrepareOptions, Printers, State } from "./backends/backend.ts";
export type { Parameter } from "./backends/parameter.ts";
export { reference } from "./backends/reference/reference.ts";
export { type ReferenceOptions, referenceOf } from "./backends/reference/reference-of.ts";
export { type WasmOptions, wasm } from "./backends/wasm/wasm.ts";
export type { Labels } from "./data/class-numbers.ts";
export { classWeights } from "./data/class-weights.ts";
export type { Size } from "./data/draw-array.ts";
export type { DrawnInteger } from "./data/drawn-integer.ts";
export { fromIdx, toIdx } from "./data/idx.ts";
export type { LabelledPoints, PointOptions } from "./data/labelled-points.ts";
export { fromNpy, toNpy } from "./data/npy.ts";
export { fromNpz, type ToNpzOptions, toNpz } from "./data/npz.ts";
export { oneHotEncode } from "./data/one-hot-encode.ts";
export { type Random, random, randomFromState } from "./data/random.ts";
export type { RandomState } from "./data/random-state.ts";
export type { ReadOptions } from "./data/read-options.ts";
export { fromSafetensors, type Safetensors, toSafetensors } from "./data/safetensors.ts";
export { applyScaling, minMaxScaling, type Scaling, standardScaling, undoScaling } from "./data/scaling.ts";
export type { Shufflable } from "./data/shuffle-items.ts";
export { type SinePoints, sineData } from "./data/sine.ts";
export { spiralData } from "./data/spiral.ts";
export type { SplitRowsOptions } from "./data/split-rows.ts";
export { type SplitOptions, trainTestSplit } from "./data/train-test-split.ts";
export { verticalData } from "./data/vertical.ts";
export { type DiffDotOptions, diffDot } from "./export/diff-dot.ts";
export { type DotOptions, dot, type Level } from "./export/dot.ts";
export type { Execution } from "./export/dot-execution.ts";
export type { Direction } from "./export/drawing/drawing.ts";
export { type LatexForm, type LatexOptions, latex } from "./export/latex.ts";
export { type NumpyOptions, numpy } from "./export/numpy.ts";
export { text } from "./export/text.ts";
export { themed } from "./export/theme.ts";
export { categoriesOf } from "./model/categories-of.ts";
export { type FromModelOptions, fromModel } from "./model/from-model.ts";
export type { Model, Names } from "./model/model.ts";
export { type ToModelOptions, toModel } from "./model/to-model.ts";
export * from "./ops.ts";
export { type ParseOptions, parse } from "./parse.ts";
export { type LowerForm, type LowerOptions, lower } from "./passes/lower.ts";
export { type Replacement, type RewriteOptions, rewrite, type Visit } from "./passes/rewrite.ts";
export type { Binding, Plan, Slot, Step } from "./plan/plan.ts";
export { printPlan } from "./plan/print-plan.ts";
export { type AnyCompileOptions, type CompileAsyncOptions, type CompileOptions, compile, compileAsync } from "./run/compile.ts";
export { explain } from "./run/explain.ts";
export type { Program, RunOptions } from "./run/program.ts";
export type { GivenParameters } from "./run/state.ts";
export { type Trace, type TraceOptions, trace, tracer } from "./run/trace.ts";
export { traceAsync } from "./run/trace-async.ts";
export { columnsFor } from "./table/columns-for.ts";
export type { CsvOptions } from "./table/csv-options.ts";
export { fromCsv } from "./table/from-csv.ts";
export type { MissingRule, Selection, SelectOptions, Table } from "./table/table.ts";
export { type AdagradOptions, adagrad } from "./train/adagrad.ts";
export { type AdamOptions, type AdamwOptions, adam, adamw } from "./train/adam.ts";
export type { BatchOptions } from "./train/batch-plan.ts";
export type { BatchStream } from "./train/batch-stream.ts";
export { type CheckGradientsOptions, checkGradients, type GradientCheck, type TensorCheck } from "./train/check-gradients.ts";
export { type FromCheckpointOptions, fromCheckpoint, toCheckpoint } from "./train/checkpoint.ts";
export { type ClassificationReport, type ClassReport, classificationReport } from "./train/classification-report.ts";
export type { ClipOptions } from "./train/clip-gradients.ts";
export { confusionMatrix } from "./train/confusion-matrix.ts";
export type { Data, DataColumns } from "./train/data-columns.ts";
export type { Columns } from "./train/dataset.ts";
export type { EarlyStopping, EarlyStoppingOptions } from "./train/early-stopping.ts";
export { type EvaluateOptions, evaluate } from "./train/evaluate.ts";
export { fit } from "./train/fit.ts";
export type { BatchProgress, Epoch, FitOptions } from "./train/fit-options.ts";
export { type GradientsOptions, gradients } from "./train/gradients.ts";
export type { Metrics, ScalarNames } from "./train/metrics.ts";
export type { Optimizer, UpdateSite } from "./train/optimizer.ts";
export { type PredictOptions, predict } from "./train/predict.ts";
export { printGradientCheck } from "./train/print-gradient-check.ts";
export type { RateOptions } from "./train/rate-options.ts";
export { type RmspropOptions, rmsprop } from "./train/rmsprop.ts";
export { constantRate, cosineDecay, inverseTimeDecay, type Schedule, stepDecay, warmUp } from "./train/schedule.ts";
export { type SgdOptions, sgd } from "./train/sgd.ts";
export { type TrainStepOptions, trainStep } from "./train/train-step.ts";
export type { TrainedParameters } from "./train/trained-parameters.ts";
export type { Training } from "./train/training.ts";
export type { TrainingHistory } from "./train/training-history.ts";
export type { Checkpoint, TrainingState } from "./train/training-state.ts";
export type { ValidationShare } from "./train/validation-split.ts";
