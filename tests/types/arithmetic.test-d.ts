import type { Difference, Product, Quotient, Sum } from "../../graph/types/arithmetic.ts";
import { same } from "./exactly.ts";

/** Arithmetic on literal types, against products and sums from a pocket calculator. */

same<Sum<0, 7>, 7>();
same<Sum<999, 1>, 1000>();
same<Sum<5, 1234>, 1239>();
same<Sum<9007199254740990, 1>, 9007199254740991>();
same<Sum<number, 1>, number>();

same<Difference<1000, 1>, 999>();
same<Difference<784, 784>, 0>();
same<Difference<3, 5>, 0>();
same<Difference<10203, 9999>, 204>();
same<Difference<number, 1>, number>();

same<Product<28, 28>, 784>();
same<Product<25088, 4096>, 102760448>();
same<Product<99, 99>, 9801>();
same<Product<1000, 0>, 0>();
same<Product<1, 1000>, 1000>();
same<Product<2, number>, number>();

same<Quotient<84, 7>, 12>();
same<Quotient<102760448, 4096>, 25088>();
same<Quotient<0, 5>, 0>();
same<Quotient<7, 1>, 7>();
same<Quotient<85, 7>, never>();
same<Quotient<3, 10>, never>();
