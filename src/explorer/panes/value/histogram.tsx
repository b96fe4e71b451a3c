import { printShort } from "../../../page/print-short.ts";
import type { Summary } from "./summary.ts";

const [width, height] = [240, 44];

/** How the elements are spread over their range. Zero has a line of its own. */
export function Histogram({ summary: { bins, low, high, count, notFinite } }: { readonly summary: Summary }) {
  if (count - notFinite === 0) return null;
  const most = Math.max(...bins);
  const step = width / bins.length;
  const zero = ((0 - low) / (high - low)) * width;
  const said = `histogram from ${printShort(low)} to ${printShort(high)}: ${bins.join(", ")}`;
  return (
    <svg class="histogram" viewBox={`0 0 ${width} ${height + 13}`} role="img" aria-label={said}>
      {bins.map((amount, i) => {
        const size = amount === 0 ? 0 : Math.max(1.5, (amount / most) * height);
        const from = low + (i * (high - low)) / bins.length;
        const to = low + ((i + 1) * (high - low)) / bins.length;
        return (
          <rect
            key={i}
            x={i * step + 0.5}
            y={height - size}
            width={step - 1}
            height={size}
            class={to <= 0 ? "below" : from >= 0 ? "above" : "around"}
          >
            <title>{`${amount} from ${printShort(from)} to ${printShort(to)}`}</title>
          </rect>
        );
      })}
      <line x1={0} x2={width} y1={height} y2={height} />
      {zero > 0 && zero < width && <line class="zero" x1={zero} x2={zero} y1={0} y2={height} />}
      <text x={0} y={height + 11}>
        {printShort(low)}
      </text>
      <text x={width} y={height + 11} text-anchor="end">
        {printShort(high)}
      </text>
    </svg>
  );
}
