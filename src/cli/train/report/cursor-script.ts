/**
 * What the page does beside being read: where a reader points at a chart of epochs, with a mouse, a finger or the arrow keys, each of these
 * charts shows the values of that epoch. Plain JavaScript, since it is text of the page: without it all the rest is there.
 */
export const cursorScript = String.raw`
const charts = [...document.querySelectorAll("[data-readings]")].map((box) => {
  const { epochs, curves } = JSON.parse(box.dataset.readings);
  const add = (parent, name) => {
    const part = document.createElement("div");
    part.className = name;
    return parent.appendChild(part);
  };
  const cursor = add(box, "cursor");
  cursor.hidden = true;
  const line = add(cursor, "cursor-line");
  const dots = Object.keys(curves).map(() => add(cursor, "cursor-dot"));
  const values = add(cursor, "cursor-values");
  return { box, epochs, curves, cursor, line, dots, values };
});

// The drawing that is shown, and how it places values.
const shown = ({ box }) => [...box.querySelectorAll("svg[data-plot]")].find((svg) => svg.getClientRects().length > 0);
const share = (value, [low, high], log) => {
  if (low === high) return 0.5;
  const size = log ? Math.log : Number;
  return (size(value) - size(low)) / (size(high) - size(low));
};
const place = (value, { domain, range, log }) => range[0] + share(value, domain, log) * (range[1] - range[0]);

function nearest(chart, clientX) {
  const svg = shown(chart);
  const { left, width } = svg.getBoundingClientRect();
  const x = ((clientX - left) / width) * svg.viewBox.baseVal.width;
  const scale = JSON.parse(svg.dataset.plot).x;
  const distance = (epoch) => Math.abs(place(epoch, scale) - x);
  return chart.epochs.reduce((best, epoch) => (distance(epoch) < distance(best) ? epoch : best));
}

let current;

function show(epoch) {
  current = epoch;
  for (const chart of charts) {
    const svg = shown(chart);
    const i = chart.epochs.reduce((best, one, k) => (Math.abs(one - epoch) < Math.abs(chart.epochs[best] - epoch) ? k : best), 0);
    const { x, y, top, bottom } = JSON.parse(svg.dataset.plot);
    const { width, height } = svg.viewBox.baseVal;
    const left = place(chart.epochs[i], x);
    chart.cursor.hidden = false;
    chart.line.style.cssText = "left:" + (100 * left) / width + "%;top:" + (100 * top) / height + "%;height:" + (100 * bottom) / height + "%";
    const texts = ["epoch " + chart.epochs[i].toLocaleString("en")];
    Object.entries(chart.curves).forEach(([name, list], k) => {
      const value = list[i];
      chart.dots[k].hidden = value === null;
      if (value === null) return;
      texts.push(name + " " + value);
      chart.dots[k].style.cssText = "left:" + (100 * left) / width + "%;top:" + (100 * (top + place(value, y))) / height + "%";
    });
    chart.values.textContent = texts.join("\n");
    // Beside the line, on the side where there is room, and where a finger does not cover it.
    const side = left > width / 2 ? "right:" + (100 - (100 * left) / width) : "left:" + (100 * left) / width;
    chart.values.style.cssText = side + "%;top:" + (100 * top) / height + "%";
    chart.box.setAttribute("aria-valuenow", chart.epochs[i]);
    chart.box.setAttribute("aria-valuetext", texts.join(", "));
  }
}

function hide() {
  current = undefined;
  for (const { cursor } of charts) cursor.hidden = true;
}

const strides = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity };

for (const chart of charts) {
  const { box, epochs } = chart;
  const [first, last] = [epochs[0], epochs[epochs.length - 1]];
  const words = { role: "slider", tabindex: "0", "aria-label": box.dataset.title + " by epoch" };
  const numbers = { "aria-valuemin": first, "aria-valuemax": last, "aria-valuenow": last };
  for (const [name, value] of Object.entries({ ...words, ...numbers })) box.setAttribute(name, value);
  for (const kind of ["pointermove", "pointerdown"]) box.addEventListener(kind, ({ clientX }) => show(nearest(chart, clientX)));
  box.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && hide());
  box.addEventListener("focus", () => box.matches(":focus-visible") && show(current ?? last));
  box.addEventListener("blur", hide);
  box.addEventListener("keydown", (event) => {
    const stride = strides[event.key];
    if (stride === undefined) return event.key === "Escape" ? hide() : undefined;
    event.preventDefault();
    const at = epochs.indexOf(current);
    show(epochs[Math.min(epochs.length - 1, Math.max(0, (at < 0 ? epochs.length - 1 : at) + stride))]);
  });
}
const again = () => current !== undefined && show(current);
addEventListener("resize", again);
for (const box of document.querySelectorAll(".log-axis")) box.addEventListener("change", again);
`;
