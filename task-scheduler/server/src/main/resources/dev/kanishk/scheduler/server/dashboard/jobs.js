// Lists of jobs, the dead-letter queue, and one job with its attempts and its audit.

import { get, post, remove } from "./api.js";
import { confirm, h, scroll } from "./dom.js";
import { length, number, time } from "./text.js";

const STATES = ["SCHEDULED", "ENQUEUED", "RUNNING", "SUCCEEDED", "DEAD", "CANCELLED"];
const PAGE = 50;

const state = (name) =>
  h("span", { class: `state ${name.toLowerCase()}` }, name.toLowerCase());

const firstLine = (text) => (text ?? "").split("\n", 1)[0];

/** The filter above a list; it is applied by going to another address. */
function filter(at, query, fields) {
  return h("form", {
    class: "filter",
    submit: (event) => {
      event.preventDefault();
      const given = [...new FormData(event.target)].filter(([, value]) => value);
      location.hash = `${at}?${new URLSearchParams(given)}`;
    },
  }, fields, h("button", { "data-key": "filter" }, "Show"));
}

const typeField = (query) => h("label", {}, "type ",
  h("input", {
    name: "type", value: query.get("type") ?? "", autocomplete: "off", spellcheck: "false",
    "data-key": "type-field",
  }));

function stateField(query) {
  const chosen = query.get("state") ?? "";
  return h("label", {}, "state ", h("select", { name: "state", "data-key": "state-field" },
    h("option", { value: "" }, "any"),
    STATES.map((name) =>
      h("option", { value: name, selected: name === chosen }, name.toLowerCase()))));
}

function table(jobs, label) {
  return scroll(label, h("table", { class: "jobs" },
    h("thead", {}, h("tr", {}, ["job", "type", "state", "accepted", "changed", "failures", "error"]
      .map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, jobs.map((job) => h("tr", {},
      h("th", { scope: "row" },
        h("a", { href: `#/job/${job.id}`, class: "id", "data-key": job.id }, job.id)),
      h("td", {}, job.type),
      h("td", {}, state(job.state), job.percent > 0 && ` ${job.percent} %`),
      h("td", {}, h("time", { datetime: job.acceptedAt }, time(job.acceptedAt))),
      h("td", {}, h("time", { datetime: job.changedAt }, time(job.changedAt))),
      h("td", {}, number(job.failures)),
      h("td", { class: "error" }, firstLine(job.error)))))));
}

function pager(at, query, next) {
  const to = (after) => {
    const other = new URLSearchParams(query);
    other.delete("after");
    if (after) {
      other.set("after", after);
    }
    return `${at}?${other}`;
  };
  return h("nav", { class: "pager", "aria-label": "Pages of the list" },
    query.get("after") && h("a", { href: to(null), "data-key": "first" }, "First page"),
    next && h("a", { href: to(next), "data-key": "next" }, "Next page"));
}

export async function jobsPage(app, query) {
  const page = await get("/v1/jobs", {
    type: query.get("type") ?? "", state: query.get("state") ?? "",
    after: query.get("after") ?? "", limit: PAGE,
  });
  return {
    title: "Jobs",
    content: [
      h("h1", {}, "Jobs"),
      filter("#/jobs", query, [typeField(query), stateField(query)]),
      page.items.length ? table(page.items, "Jobs") : h("p", { class: "empty" }, "No jobs."),
      pager("#/jobs", query, page.next),
    ],
  };
}

const timeField = (name, text, query) => h("label", {}, `${text} `,
  h("input", {
    type: "datetime-local", step: "1", name, value: query.get(name) ?? "",
    "data-key": `${name}-field`,
  }));

const instant = (local) => (local ? new Date(local).toISOString() : "");

function redriveAll(query, app) {
  const type = query.get("type");
  if (!app.may("operate")) {
    return null;
  }
  if (!type) {
    return h("p", { class: "aside" }, "Choose a type to redrive its dead jobs together.");
  }
  const from = query.get("from");
  const until = query.get("until");
  const when = [from && `from ${time(from)}`, until && `until ${time(until)}`]
    .filter(Boolean)
    .join(" ");
  return h("div", { class: "actions" }, h("button", {
    class: "main",
    "data-key": "redrive-all",
    click: async () => {
      const sure = await confirm(
        `Redrive dead jobs of ${type}?`,
        `All of its dead jobs${when ? ` that died ${when}` : ""} get another round of attempts.`,
        "Redrive");
      if (sure) {
        await app.act(
          () => post("/v1/dlq/redrive", { type, from: instant(from), until: instant(until) }),
          (answer) => `${number(answer.redriven)} jobs of ${type} were redriven.`);
      }
    },
  }, `Redrive ${type}${when ? ` ${when}` : ""}`));
}

export async function dlqPage(app, query) {
  const page = await get("/v1/dlq", {
    type: query.get("type") ?? "", after: query.get("after") ?? "", limit: PAGE,
  });
  const from = query.get("from") ? new Date(query.get("from")) : null;
  const until = query.get("until") ? new Date(query.get("until")) : null;
  const shown = page.items.filter((job) => {
    const died = new Date(job.changedAt);
    return (!from || died >= from) && (!until || died < until);
  });
  return {
    title: "Dead letters",
    content: [
      h("h1", {}, "Dead-letter queue"),
      filter("#/dlq", query, [
        typeField(query), timeField("from", "died from", query), timeField("until", "until", query),
      ]),
      redriveAll(query, app),
      shown.length ? table(shown, "Dead jobs") : h("p", { class: "empty" }, "No dead jobs here."),
      pager("#/dlq", query, page.next),
    ],
  };
}

function facts(job) {
  const rows = [
    ["type", h("a", { href: `#/type/${job.type}`, "data-key": "type" }, job.type)],
    ["state", state(job.state)],
    ["accepted", time(job.acceptedAt)],
    ["due", time(job.runAt)],
    ["changed", time(job.changedAt)],
    ["failures", `${number(job.failures)} of ${number(job.maxAttempts)}`],
    ["crashes", number(job.crashes)],
    ["priority", job.priority],
    ["timeout", job.timeout],
    ["progress", job.percent || job.note ? `${job.percent} % ${job.note ?? ""}` : null],
    ["tenant", job.tenant], ["target", job.target], ["limit key", job.limitKey],
    ["idempotency key", job.idempotencyKey],
    ["tags", job.tags.join(", ")],
  ];
  return h("dl", { class: "facts" }, rows.filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

function attempts(job) {
  return h("ol", { class: "attempts" }, job.attempts.map((one) => h("li", {},
    h("span", {}, `${number(one.number)}. ${time(one.start)}`), " ",
    one.outcome
      ? h("span", { class: `badge ${one.outcome === "SUCCEEDED" ? "good" : "bad"}` },
        one.outcome.toLowerCase().replace("_", " "))
      : h("span", { class: "badge" }, "runs"), " ",
    one.end && h("span", {}, `after ${length(new Date(one.end) - new Date(one.start))}`), " ",
    h("code", {}, one.worker),
    one.error && h("pre", { tabindex: "0" }, one.error))));
}

function audit(changes) {
  return scroll("Table of the audit trail", h("table", {},
    h("thead", {}, h("tr", {}, ["", "at", "from", "to", "why", "by"]
      .map((name) => h("th", { scope: "col" }, name || h("span", { class: "hidden" }, "number"))))),
    h("tbody", {}, changes.map((change) => h("tr", {},
      h("td", {}, change.version), h("td", {}, time(change.at)),
      h("td", {}, change.from ? state(change.from) : "–"), h("td", {}, state(change.to)),
      h("td", {}, change.cause.toLowerCase().replace("_", " ")),
      h("td", {}, h("code", {}, change.node)))))));
}

function actions(job, app) {
  if (!app.may("operate")) {
    return null;
  }
  const button = (name, done, ask, run) => h("button", {
    "data-key": name,
    click: async () => {
      if (await confirm(`${name} this job?`, ask, name)) {
        await app.act(run, done);
      }
    },
  }, name);
  const dead = job.state === "DEAD";
  const over = dead || job.state === "SUCCEEDED" || job.state === "CANCELLED";
  return h("div", { class: "actions" },
    dead && button("Redrive", "The job is redriven.", "It gets another round of attempts.",
      () => post(`/v1/dlq/${job.id}/redrive`)),
    dead && button("Discard", "The job is discarded.", "It is given up for good.",
      () => remove(`/v1/dlq/${job.id}`)),
    !over && button("Cancel", "The job is cancelled.",
      "If it runs, its handler is interrupted and its result refused.",
      () => remove(`/v1/jobs/${job.id}`)));
}

export async function jobPage(app, query, id) {
  const [job, trail] = await Promise.all([
    get(`/v1/jobs/${id}`), get(`/v1/jobs/${id}/audit`),
  ]);
  const section = (key, title, content) =>
    h("section", { "aria-labelledby": key }, h("h2", { id: key }, title), content);
  return {
    title: `Job ${id}`,
    content: [
      h("h1", {}, "Job ", h("code", { class: "id" }, job.id)),
      actions(job, app),
      facts(job),
      job.error && section("error", "Last error", h("pre", { tabindex: "0" }, job.error)),
      section("payload", "Payload",
        h("pre", { tabindex: "0" }, JSON.stringify(job.payload, null, 2))),
      job.attempts.length > 0 && section("attempts", "Attempts", attempts(job)),
      section("audit", "Audit trail", audit(trail.items)),
    ],
  };
}
