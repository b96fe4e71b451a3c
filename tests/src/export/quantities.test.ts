import { describe, expect, test } from "vitest";
import { showBytes, showCount, showDims, showElement, showLarge, showShare, showTime } from "../../../src/export/quantities.ts";
import { statisticsOf } from "../../../src/export/statistics.ts";

describe("quantities", () => {
  test("are short, and the same in every locale", () => {
    expect([[], [4], ["batch", 4]].map(showDims)).toEqual(["scalar", "4", "batch×4"]);
    expect([0, 999, 1000, 200960, 1234567].map(showCount)).toEqual(["0", "999", "1,000", "200,960", "1,234,567"]);
    expect([65792, 3_232_522, 12_345_678, 123_456_789].map(showLarge)).toEqual(["65,792", "3.23 M", "12.3 M", "123 M"]);
    expect([0, 999, 1570, 1.5e6, 2e9].map(showBytes)).toEqual(["0 B", "999 B", "1.57 kB", "1.50 MB", "2.00 GB"]);
    expect([0, 5.1e-5, 0.0009996, 0.0123, 0.9999, 34, 999.6, 2100].map(showTime)).toEqual([
      "0 ns",
      "51 ns",
      "1.0 µs",
      "12.3 µs",
      "1.0 ms",
      "34.0 ms",
      "1.0 s",
      "2.1 s",
    ]);
    expect([0, 0.001, 0.07, 1].map(showShare)).toEqual(["0%", "<1%", "7%", "100%"]);
  });

  test("of elements take at most seven characters in float32", () => {
    const shown = [0, -0, 1, -0.6, 12.34, 99.96, 784, 99999, 123456, 0.0123, 0.00456, 1.2e-7, -3.4e38].map((value) =>
      showElement(value, "float32"),
    );
    expect(shown).toEqual(["0", "0", "1.00", "−0.60", "12.3", "100", "784", "99999", "1.2e5", "0.01", "0.005", "1.2e−7", "−3.4e38"]);
    for (const text of shown) expect(Array.from(text).length).toBeLessThanOrEqual(7);
    expect([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((value) => showElement(value, "float64"))).toEqual([
      "NaN",
      "∞",
      "−∞",
    ]);
    expect([showElement(1, "bool"), showElement(0, "bool"), showElement(-12, "int32"), showElement(255, "uint8")]).toEqual([
      "true",
      "false",
      "−12",
      "255",
    ]);
  });

  test("of statistics leave out what is not finite, and count it", () => {
    expect(statisticsOf(Float64Array.of(1, Number.NaN, 3, Number.POSITIVE_INFINITY))).toEqual({
      count: 4,
      min: 1,
      max: 3,
      mean: 2,
      notFinite: 2,
    });
    expect(statisticsOf(Float32Array.of())).toEqual({ count: 0, min: Number.NaN, max: Number.NaN, mean: Number.NaN, notFinite: 0 });
  });
});
