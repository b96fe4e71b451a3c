import type { NdArray } from "../../../graph/ndarray.ts";
import { textWidth } from "../../export/drawing/text-width.ts";
import { cellHeight, cellText, cellWidth, knownStatistics, type Strip, signRoom } from "./face.ts";
import { imageOf } from "./heat-colors.ts";
import { showCell } from "./show-cell.ts";

/** A value or a gradient inside of a box: numbers in cells, or all elements as a picture. */
export function ValueStrip({ strip, array }: { readonly strip: Strip; readonly array: NdArray }) {
  const { of, x, y, width, height, kind, held } = strip;
  return (
    <g class={`strip ${of}`} data-of={of} data-held={held}>
      {of === "gradient" && held === undefined && (
        <text class="small" x={x - signRoom / 2} y={y + Math.min(height, cellHeight) / 2 + 3.5} font-size={10}>
          ∂
        </text>
      )}
      {kind === "image" ? (
        <>
          <image x={x} y={y} width={width} height={height} preserveAspectRatio="none" href={imageOf(array, of)} />
          <rect class="frame" x={x} y={y} width={width} height={height} />
        </>
      ) : (
        <Cells strip={strip} array={array} />
      )}
    </g>
  );
}

function Cells({ strip: { x, y, columns }, array }: { readonly strip: Strip; readonly array: NdArray }) {
  const { min, max } = knownStatistics(array);
  const most = Math.max(Math.abs(min), Math.abs(max)) || 1;
  return (
    <>
      {Array.from(array.data, (element, i) => {
        const [left, top] = [x + (i % columns) * cellWidth, y + Math.floor(i / columns) * cellHeight];
        const text = showCell(element, array.dtype);
        const isNumber = Number.isFinite(element);
        const strength = isNumber ? Math.abs(element) / most : 1;
        const fit = textWidth(text, cellText) > cellWidth - 3 ? { textLength: cellWidth - 3, lengthAdjust: "spacingAndGlyphs" } : {};
        return (
          <g key={i}>
            <rect
              class={`cell ${isNumber ? (element < 0 ? "negative" : "positive") : "alarm"}`}
              x={left}
              y={top}
              width={cellWidth}
              height={cellHeight}
              data-element={i}
              fill-opacity={element === 0 ? 0 : 0.06 + 0.46 * strength}
            />
            <text class="small number" x={left + cellWidth / 2} y={top + cellHeight - 4} font-size={cellText} {...fit}>
              {text}
            </text>
          </g>
        );
      })}
    </>
  );
}
