import { createHash } from "node:crypto";
import { compile, type NdArray, opSet, random, spiralData, standardOps, trace } from "dagrad";
import { describe, expect, test } from "vitest";
import { book, type BookTensor, dtypeOf } from "./book.ts";
import { spiral, spiralNetwork } from "./spiral.ts";
