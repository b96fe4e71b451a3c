/**
 * The messages of onnx.proto3 (ONNX 1.22) by their fields' numbers: what the reader and the writer of protobuf walk along.
 * Fields that dagrad has no use for are left out; the reader passes over them.
 */
export type Scalar = "int64" | "int32" | "uint64" | "float" | "double" | "string" | "bytes";

export interface Field {
  readonly number: number;
  readonly name: string;
  /** A scalar, or the name of a message. */
  readonly type: Scalar | MessageName;
  readonly repeated: boolean;
}

const one = (number: number, name: string, type: Field["type"]): Field => ({ number, name, type, repeated: false });
const many = (number: number, name: string, type: Field["type"]): Field => ({ number, name, type, repeated: true });

export type MessageName =
  | "Model"
  | "OperatorSet"
  | "StringPair"
  | "TrainingInfo"
  | "Function"
  | "Graph"
  | "Node"
  | "Attribute"
  | "Tensor"
  | "ValueInfo"
  | "Type"
  | "TensorType"
  | "TensorShape"
  | "Dimension";

export const schema: Readonly<Record<MessageName, readonly Field[]>> = {
  Model: [
    one(1, "irVersion", "int64"),
    one(2, "producerName", "string"),
    one(3, "producerVersion", "string"),
    one(6, "docString", "string"),
    one(7, "graph", "Graph"),
    many(8, "opsetImport", "OperatorSet"),
    many(14, "metadataProps", "StringPair"),
    many(20, "trainingInfo", "TrainingInfo"),
    many(25, "functions", "Function"),
  ],
  OperatorSet: [one(1, "domain", "string"), one(2, "version", "int64")],
  StringPair: [one(1, "key", "string"), one(2, "value", "string")],
  TrainingInfo: [
    one(1, "initialization", "Graph"),
    one(2, "algorithm", "Graph"),
    many(3, "initializationBinding", "StringPair"),
    many(4, "updateBinding", "StringPair"),
  ],
  Function: [
    one(1, "name", "string"),
    many(4, "input", "string"),
    many(5, "output", "string"),
    many(6, "attribute", "string"),
    many(7, "node", "Node"),
    many(9, "opsetImport", "OperatorSet"),
    one(10, "domain", "string"),
    many(11, "attributeProto", "Attribute"),
  ],
  Graph: [
    many(1, "node", "Node"),
    one(2, "name", "string"),
    many(5, "initializer", "Tensor"),
    many(11, "input", "ValueInfo"),
    many(12, "output", "ValueInfo"),
    many(13, "valueInfo", "ValueInfo"),
  ],
  Node: [
    many(1, "input", "string"),
    many(2, "output", "string"),
    one(3, "name", "string"),
    one(4, "opType", "string"),
    many(5, "attribute", "Attribute"),
    one(7, "domain", "string"),
  ],
  Attribute: [
    one(1, "name", "string"),
    one(2, "f", "float"),
    one(3, "i", "int64"),
    one(4, "s", "bytes"),
    one(5, "t", "Tensor"),
    one(6, "g", "Graph"),
    many(7, "floats", "float"),
    many(8, "ints", "int64"),
    many(9, "strings", "bytes"),
    one(20, "type", "int32"),
    one(21, "refAttrName", "string"),
  ],
  Tensor: [
    many(1, "dims", "int64"),
    one(2, "dataType", "int32"),
    many(4, "floatData", "float"),
    many(5, "int32Data", "int32"),
    many(6, "stringData", "bytes"),
    many(7, "int64Data", "int64"),
    one(8, "name", "string"),
    one(9, "rawData", "bytes"),
    many(10, "doubleData", "double"),
    many(11, "uint64Data", "uint64"),
    many(13, "externalData", "StringPair"),
    one(14, "dataLocation", "int32"),
  ],
  ValueInfo: [one(1, "name", "string"), one(2, "type", "Type")],
  Type: [one(1, "tensorType", "TensorType")],
  TensorType: [one(1, "elemType", "int32"), one(2, "shape", "TensorShape")],
  TensorShape: [many(1, "dim", "Dimension")],
  Dimension: [one(1, "dimValue", "int64"), one(2, "dimParam", "string")],
};

/** A whole number as it was read: a number where it is exact, else a bigint. */
export type Whole = number | bigint;

export interface ModelProto {
  readonly irVersion?: Whole;
  readonly producerName?: string;
  readonly docString?: string;
  readonly graph?: GraphProto;
  readonly opsetImport?: readonly { readonly domain?: string; readonly version?: Whole }[];
  readonly metadataProps?: readonly StringPair[];
  readonly trainingInfo?: readonly TrainingInfoProto[];
  readonly functions?: readonly FunctionProto[];
}
export interface StringPair {
  readonly key?: string;
  readonly value?: string;
}
export interface TrainingInfoProto {
  readonly initialization?: GraphProto;
  readonly algorithm?: GraphProto;
  readonly initializationBinding?: readonly StringPair[];
  readonly updateBinding?: readonly StringPair[];
}
export interface FunctionProto {
  readonly name?: string;
  readonly domain?: string;
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly attribute?: readonly string[];
  readonly attributeProto?: readonly AttributeProto[];
  readonly node?: readonly NodeProto[];
}
export interface GraphProto {
  readonly name?: string;
  readonly node?: readonly NodeProto[];
  readonly initializer?: readonly TensorProto[];
  readonly input?: readonly ValueInfoProto[];
  readonly output?: readonly ValueInfoProto[];
  readonly valueInfo?: readonly ValueInfoProto[];
}
export interface NodeProto {
  readonly name?: string;
  readonly opType?: string;
  readonly domain?: string;
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly attribute?: readonly AttributeProto[];
}
export interface AttributeProto {
  readonly name?: string;
  readonly type?: Whole;
  readonly f?: number;
  readonly i?: Whole;
  readonly s?: Uint8Array;
  readonly t?: TensorProto;
  readonly g?: GraphProto;
  readonly floats?: readonly number[];
  readonly ints?: readonly Whole[];
  readonly strings?: readonly Uint8Array[];
  readonly refAttrName?: string;
}
export interface TensorProto {
  readonly name?: string;
  readonly dims?: readonly Whole[];
  readonly dataType?: Whole;
  readonly rawData?: Uint8Array;
  readonly floatData?: readonly number[];
  readonly doubleData?: readonly number[];
  readonly int32Data?: readonly Whole[];
  readonly int64Data?: readonly Whole[];
  readonly uint64Data?: readonly Whole[];
  readonly stringData?: readonly Uint8Array[];
  readonly externalData?: readonly StringPair[];
  readonly dataLocation?: Whole;
}
export interface ValueInfoProto {
  readonly name?: string;
  readonly type?: {
    readonly tensorType?: {
      readonly elemType?: Whole;
      readonly shape?: { readonly dim?: readonly { readonly dimValue?: Whole; readonly dimParam?: string }[] };
    };
  };
}
