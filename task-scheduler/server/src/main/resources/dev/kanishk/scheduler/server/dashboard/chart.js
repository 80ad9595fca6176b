// A plot of some series over time. Its figures can be read with the pointer and with arrow keys.

import { h, svg } from "./dom.js";
import { time } from "./text.js";

const WIDTH = 380;
const HEIGHT = 130;
const LEFT = 46;
const BOTTOM = 18;
const TOP = 8;

/** A round number that is not less. */
function ceiling(value) {
  const size = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * size).find((step) => step >= value);
}

/** A line; values that are not there leave a gap. */
function path(values, x, y) {
  let text = "";
  let pen = "M";
  values.forEach((value, i) => {
    if (value === null) {
      pen = "M";
    } else {
      text += `${pen}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = "L";
    }
  });
  return text;
}

function axis(top, count, starts, y, x, format) {
  const marks = [0, 0.5, 1].map((share) => [
    svg("line", { class: "grid", x1: LEFT, x2: WIDTH, y1: y(top * share), y2: y(top * share) }),
    svg("text", { x: LEFT - 6, y: y(top * share) + 4, "text-anchor": "end" }, format(top * share)),
  ]);
  const times = [0, Math.floor((count - 1) / 2), count - 1].map((i, at) =>
    svg("text",
      { x: x(i), y: HEIGHT - 3, "text-anchor": ["start", "middle", "end"][at] },
      time(starts[i]).replace(/:\d\d$/, "")));
  return [marks, times];
}

/**
 * Makes a plot.
 *
 * @param title what it shows
 * @param starts when each of its parts begins
 * @param series name, style and values of each line
 * @param format writes a value
 * @param least what the scale reaches to at least
 */
export function chart({ key, title, starts, series, format, least = 1 }) {
  const count = starts.length;
  const top = ceiling(Math.max(least, ...series.flatMap((one) => one.values.map((v) => v ?? 0))));
  const x = (i) => LEFT + (i * (WIDTH - LEFT - 2)) / Math.max(1, count - 1);
  const y = (value) => TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM);
  const readings = series.map((one) => h("span", { class: "reading" }));
  const at = h("span", { class: "at" });
  const cursor = svg("line", { class: "cursor", y1: TOP, y2: HEIGHT - BOTTOM, x1: -9, x2: -9 });
  let chosen = count - 1;
  const read = (i) => {
    chosen = Math.min(count - 1, Math.max(0, i));
    cursor.setAttribute("x1", x(chosen));
    cursor.setAttribute("x2", x(chosen));
    at.textContent = time(starts[chosen]);
    series.forEach((one, s) => {
      const value = one.values[chosen];
      readings[s].textContent = value === null ? "–" : format(value);
    });
  };
  const picture = svg(
    "svg",
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: "none",
      "aria-hidden": "true",
      pointermove: (event) => {
        const box = picture.getBoundingClientRect();
        const inside = ((event.clientX - box.left) / box.width) * WIDTH - LEFT;
        read(Math.round((inside / (WIDTH - LEFT)) * (count - 1)));
      },
    },
    axis(top, count, starts, y, x, format),
    series.map((one) => svg("path", { class: `line ${one.style}`, d: path(one.values, x, y) })),
    cursor);
  const slider = h("div", {
    class: "plot",
    role: "slider",
    tabindex: "0",
    "data-key": key,
    "aria-label": `${title}: choose a time`,
    "aria-valuemin": "0",
    "aria-valuemax": String(count - 1),
    keydown: (event) => {
      const to = {
        ArrowLeft: chosen - 1, ArrowRight: chosen + 1, Home: 0, End: count - 1,
      }[event.key];
      if (to !== undefined) {
        event.preventDefault();
        read(to);
        say();
      }
    },
  }, picture);
  const say = () => {
    slider.setAttribute("aria-valuenow", String(chosen));
    slider.setAttribute("aria-valuetext",
      `${at.textContent}: ${
        series.map((one, i) => `${one.name} ${readings[i].textContent}`).join(", ")}`);
  };
  read(count - 1);
  say();
  return h("figure", { class: "chart" },
    h("figcaption", {},
      h("div", { class: "head" }, h("span", { class: "title" }, title), at),
      h("div", { class: "keys" }, series.map((one, s) =>
        h("span", { class: `key ${one.style}` }, one.name, " ", readings[s])))),
    slider);
}
