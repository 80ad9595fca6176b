// How everything stands: figures, plots, types, errors and circuits.

import { get, post } from "./api.js";
import { chart } from "./chart.js";
import { confirm, h, scroll } from "./dom.js";
import { compact, length, millis, number, since, time } from "./text.js";

const STATES = [
  ["ENQUEUED", "due"], ["RUNNING", "running"], ["SCHEDULED", "later"],
  ["DEAD", "dead"], ["SUCCEEDED", "succeeded"], ["CANCELLED", "cancelled"],
];

export const RANGES = [["PT15M", "15 min"], ["PT1H", "1 h"], ["PT6H", "6 h"], ["P1D", "1 d"]];

const jobs = (type, state) => `#/jobs?${new URLSearchParams({ type, state })}`;

function tiles(types) {
  return h("dl", { class: "tiles" }, STATES.map(([state, name]) => {
    const sum = types.reduce((total, type) => total + type.counts[state], 0);
    return h("div", { class: `tile ${state.toLowerCase()}${sum ? "" : " none"}` },
      h("dt", {}, name), h("dd", { title: number(sum) }, compact(sum)));
  }));
}

/** Throughput and latency of a report of activity. */
export function plots(report, key) {
  const seconds = millis(report.step) / 1000;
  const from = new Date(report.countedFrom);
  // The last part is not over, and parts before the first that was counted say nothing.
  const parts = report.items.slice(0, -1);
  const rate = (field) =>
    parts.map((part) => (new Date(part.start) < from ? null : part[field] / seconds));
  const of = (field, figure) => parts.map((part) => part[field]?.[figure] ?? null);
  const starts = parts.map((part) => part.start);
  const perSecond = (value) => `${value >= 10 ? compact(value) : Number(value.toFixed(2))}/s`;
  return [
    h("div", { class: "plots" },
      chart({
        key: `${key}-throughput`, title: "Throughput", starts, format: perSecond,
        series: [
          { name: "accepted", style: "accepted", values: rate("accepted") },
          { name: "succeeded", style: "succeeded", values: rate("succeeded") },
          { name: "dead", style: "dead", values: rate("dead") },
        ],
      }),
      chart({
        key: `${key}-latency`, title: "From due to started", starts, format: length, least: 10,
        series: [
          { name: "median", style: "median", values: of("waited", "p50Ms") },
          { name: "99 %", style: "tail", values: of("waited", "p99Ms") },
        ],
      }),
      chart({
        key: `${key}-run`, title: "From started to ended", starts, format: length, least: 10,
        series: [
          { name: "median", style: "median", values: of("ran", "p50Ms") },
          { name: "99 %", style: "tail", values: of("ran", "p99Ms") },
        ],
      })),
    from > new Date(report.items[0].start) &&
      h("p", { class: "aside" }, `Of the newest 100,000 jobs, since ${time(report.countedFrom)}.`),
  ];
}

function pauseButton(type, app) {
  const act = type.paused ? "resume" : "pause";
  return h("button", {
    "data-key": `pause-${type.type}`,
    "aria-label": `${act} ${type.type}`,
    click: async () => {
      const sure = type.paused || await confirm(
        `Pause ${type.type}?`,
        "None of its jobs is started until it is resumed, in any process. Those that run go on.",
        "Pause");
      if (sure) {
        await app.act(() => post(`/v1/types/${type.type}/${act}`),
          `${type.type} is ${type.paused ? "resumed" : "paused"}.`);
      }
    },
  }, type.paused ? "Resume" : "Pause");
}

function typeTable(report, { circuits, paused }, app) {
  const now = new Date(report.asOf);
  const items = report.items.map((type) =>
    ({ ...type, paused: paused.get(type.type) ?? type.paused }));
  const rows = items.map((type) => h("tr", {},
    h("th", { scope: "row" },
      h("a", { href: `#/type/${type.type}`, "data-key": `type-${type.type}` }, type.type), " ",
      type.paused && h("span", { class: "badge warn" }, "paused"), " ",
      circuits[type.type] && circuits[type.type] !== "CLOSED" &&
        h("span", { class: "badge bad" },
          `circuit ${circuits[type.type] === "OPEN" ? "open" : "half open"}`)),
    h("td", { "data-label": "oldest due" }, type.oldestDue ? since(type.oldestDue, now) : "–"),
    STATES.map(([state, name]) => h("td", { "data-label": name },
      type.counts[state]
        ? h("a", {
          href: state === "DEAD" ? `#/dlq?type=${type.type}` : jobs(type.type, state),
          "data-key": `${type.type}-${state}`,
          class: state.toLowerCase(),
          "aria-label": `${number(type.counts[state])} ${name} of ${type.type}`,
        }, number(type.counts[state]))
        : h("span", { class: "none" }, "0"))),
    app.may("operate") && h("td", { class: "act" }, pauseButton(type, app))));
  return scroll("Table of types", h("table", { class: "types" },
    h("thead", {}, h("tr", {},
      h("th", { scope: "col" }, "type"), h("th", { scope: "col" }, "oldest due"),
      STATES.map(([, name]) => h("th", { scope: "col" }, name)),
      app.may("operate") && h("th", { scope: "col" }, h("span", { class: "hidden" }, "act")))),
    h("tbody", {}, rows)));
}

/** Errors of dead jobs, grouped. */
export function errorList(report) {
  if (!report.items.length) {
    return h("p", { class: "empty" }, "No dead jobs.");
  }
  return h("ol", { class: "errors" }, report.items.slice(0, 10).map((group) => h("li", {},
    h("span", { class: "count" }, number(group.count)), " ",
    h("a", { href: `#/dlq?type=${group.type}`, "data-key": `error-type-${group.example}` },
      group.type), " ",
    h("a", {
      class: "error", href: `#/job/${group.example}`, "data-key": `error-${group.example}`,
    }, group.error || "no words"), " ",
    h("time", { datetime: group.last }, time(group.last)))));
}

function targetList(targets, app) {
  return h("ul", { class: "targets" }, targets.map((target) => h("li", {},
    h("code", {}, target.target), " ",
    h("span", { class: `badge ${target.state === "CLOSED" ? "" : "bad"}` },
      target.state.toLowerCase().replace("_", " ")), " ",
    target.state === "DISABLED" && app.may("operate") && h("button", {
      "data-key": `enable-${target.target}`,
      click: () => app.act(() => post("/v1/targets/enable", { target: target.target }),
        `${target.target} is enabled.`),
    }, "Enable"))));
}

/** Circuits are known where they are decided; without them the rest is still shown. */
async function extras(app) {
  const quiet = (promise, instead) => promise.catch((e) => {
    if (e.status === 401) {
      throw e;
    }
    return instead;
  });
  const [types, targets] = await Promise.all([
    quiet(get("/v1/types"), { items: [] }),
    app.allTypes() ? quiet(get("/v1/targets"), { items: [] }) : { items: [] },
  ]);
  return {
    circuits: Object.fromEntries(types.items.map((type) => [type.type, type.circuit])),
    // A report may be from before the last pause; whoever paused wants to see it.
    paused: new Map(types.items.map((type) => [type.type, type.paused])),
    targets: targets.items,
  };
}

export function rangeChoice(query, at) {
  const chosen = query.get("range") ?? "PT15M";
  return h("nav", { class: "ranges", "aria-label": "Range" }, RANGES.map(([range, name]) =>
    h("a", {
      href: `${at}?range=${range}`,
      "data-key": `range-${range}`,
      "aria-current": range === chosen ? "true" : null,
    }, name)));
}

export async function overview(app, query) {
  const range = query.get("range") ?? "PT15M";
  const types = await get("/v1/reports/types");
  // A token for some types sees the plots of each type on the type's page.
  const whole = app.allTypes();
  const [activity, errors, more] = await Promise.all([
    whole ? get("/v1/reports/activity", { range, buckets: 60 }) : null,
    whole ? get("/v1/reports/errors") : null,
    extras(app),
  ]);
  return {
    report: types,
    title: "Overview",
    content: [
      h("h1", { class: "hidden" }, "Overview"),
      tiles(types.items),
      whole && h("section", { "aria-labelledby": "activity" },
        h("h2", { id: "activity" }, "Activity"), rangeChoice(query, "#/"), plots(activity, "all")),
      h("section", { "aria-labelledby": "types" }, h("h2", { id: "types" }, "Types"),
        types.items.length
          ? typeTable(types, more, app)
          : h("p", { class: "empty" }, "No jobs yet. POST one to /v1/jobs.")),
      more.targets.length > 0 && h("section", { "aria-labelledby": "targets" },
        h("h2", { id: "targets" }, "Targets that are kept away"), targetList(more.targets, app)),
      whole && h("section", { "aria-labelledby": "errors" },
        h("h2", { id: "errors" }, "Why jobs died"), errorList(errors)),
    ],
  };
}

export async function typePage(app, query, type) {
  const range = query.get("range") ?? "PT15M";
  const [types, activity, errors] = await Promise.all([
    get("/v1/reports/types"),
    get("/v1/reports/activity", { type, range, buckets: 60 }),
    get("/v1/reports/errors", { type }),
  ]);
  const own = types.items.filter((one) => one.type === type);
  const more = await extras(app);
  return {
    report: types,
    title: type,
    content: [
      h("h1", {}, type),
      own.length
        ? typeTable({ ...types, items: own }, more, app)
        : h("p", { class: "empty" }, "There is no such type."),
      h("section", { "aria-labelledby": "activity" },
        h("h2", { id: "activity" }, "Activity"),
        rangeChoice(query, `#/type/${type}`), plots(activity, "type")),
      h("section", { "aria-labelledby": "errors" },
        h("h2", { id: "errors" }, "Why its jobs died"), errorList(errors)),
    ],
  };
}
