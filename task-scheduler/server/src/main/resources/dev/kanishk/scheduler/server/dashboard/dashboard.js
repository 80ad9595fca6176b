// Which page is shown, to whom, and how it is kept up to date.

import { get, hasToken, Refusal, setToken, Silence } from "./api.js";
import { h, show } from "./dom.js";
import { dlqPage, jobPage, jobsPage } from "./jobs.js";
import { overview, typePage } from "./overview.js";
import { length, millis, time } from "./text.js";

const EVERY_MS = 3_000;
const MOST_MS = 15_000;
const OLD_BEAT_MS = 30_000;

const PAGES = [["#/", "Overview"], ["#/jobs", "Jobs"], ["#/dlq", "Dead letters"]];
const ROUTES = [
  [/^#?\/?$/, overview],
  [/^#\/type\/([A-Za-z0-9._-]+)$/, typePage],
  [/^#\/jobs$/, jobsPage],
  [/^#\/dlq$/, dlqPage],
  [/^#\/job\/([0-9a-fA-F-]{36})$/, jobPage],
];

const place = (id) => document.getElementById(id);

let caller = null;
let shown = null;
let turn = 0;
let timer = 0;
let failures = 0;
let said = null;

/** A notice stays until another takes its place, or the page is left. */
function notice(kind, text) {
  const key = `${kind} ${text}`;
  if (said !== key) {
    said = key;
    show(place("notice"), text && h("p", { class: kind }, text));
  }
}

const app = {
  may: (role) => caller.roles.includes(role),
  allTypes: () => caller.types === null,
  /** Does what was asked for, says how it went, and shows what became of it. */
  async act(work, done) {
    try {
      const answer = await work();
      await refresh();
      notice("good", typeof done === "function" ? done(answer) : done);
    } catch (e) {
      notice("bad", e instanceof Silence
        ? "The server does not answer: look again whether it was done."
        : e.message);
    }
  },
};

function pages() {
  const at = location.hash.split("?", 1)[0] || "#/";
  show(place("pages"), PAGES.map(([href, name]) =>
    h("a", { href, "data-key": href, "aria-current": href === at ? "page" : null }, name)));
  show(place("caller"), caller?.named && [
    h("span", { title: `roles: ${caller.roles.join(", ")}` }, caller.name), " ",
    h("button", { "data-key": "sign-out", click: signOut }, "Sign out"),
  ]);
}

function signOut() {
  setToken(null);
  caller = null;
  shown = null;
  pages();
  signIn("");
}

function signIn(why) {
  clearTimeout(timer);
  turn++;
  notice("bad", why);
  show(place("age"));
  const field = h("input", {
    id: "token", type: "password", name: "token", required: true, autocomplete: "current-password",
  });
  show(place("main"), h("form", {
    class: "sign-in",
    submit: (event) => {
      event.preventDefault();
      setToken(field.value.trim());
      notice("", "");
      refresh();
    },
  }, h("h1", {}, "Sign in"),
  h("p", {}, "With a token that may read. It is kept in this tab alone, until you close it."),
  h("label", { for: "token" }, "Token"), field,
  h("button", { class: "main" }, "Sign in")));
  document.title = "Sign in – Task scheduler";
  field.focus();
}

function age(report) {
  if (!report) {
    show(place("age"));
    return;
  }
  const from = report.source === "replica" ? "a replica" : "the store";
  show(place("age"), h("p", {}, `Read from ${from} at ${time(report.asOf)}; at most `,
    `${length(millis(report.maxAge))} old.`));
}

/** What is to be known of the answers' age, before anything else. */
function warn(report) {
  if (!report.writable) {
    const from = report.source === "replica" ? "These figures come from a replica." : "";
    notice("bad",
      `The store does not take what is written: jobs are not accepted, nor ended. ${from}`);
  } else if (report.lastBeat && new Date(report.asOf) - new Date(report.lastBeat) > OLD_BEAT_MS) {
    const old = length(new Date(report.asOf) - new Date(report.lastBeat));
    notice("bad",
      `The newest sign of life of a worker is ${old} old: the replica lags, or none works.`);
  } else if (said?.startsWith("bad The store") || said?.startsWith("bad The newest")) {
    notice("", "");
  }
}

function failed(e) {
  if (e instanceof Refusal && e.status === 401) {
    caller = null;
    pages();
    signIn(hasToken() ? "This token is not known." : "");
    setToken(null);
    return false;
  }
  if (e instanceof Refusal && e.status === 403 && caller === null) {
    signIn(e.message);
    setToken(null);
    return false;
  }
  if (e instanceof Silence) {
    failures++;
    document.body.classList.add("stale");
    notice("bad", "The server does not answer. Trying again.");
    return true;
  }
  if (e instanceof Refusal) {
    failures += e.status >= 500 || e.status === 429 ? 1 : 0;
    notice("bad", e.message);
    return true;
  }
  throw e;
}

function recovered() {
  if (failures > 0) {
    failures = 0;
    document.body.classList.remove("stale");
    notice("good", "The server answers again.");
  }
}

async function load(mine) {
  caller ??= await get("/v1/caller");
  const [path, search] = location.hash.split("?");
  for (const [pattern, page] of ROUTES) {
    const match = pattern.exec(path);
    if (match) {
      const { title, content, report } = await page(app, new URLSearchParams(search), match[1]);
      if (mine !== turn) {
        return;
      }
      recovered();
      // A filter that is being filled in is left alone, and so is an open question.
      const busy = document.activeElement?.matches("input, select") && shown === location.hash;
      if (!busy) {
        show(place("main"), content);
      }
      document.title = `${title} – Task scheduler`;
      age(report);
      if (report) {
        warn(report);
      }
      shown = location.hash;
      return;
    }
  }
  show(place("main"),
    h("h1", {}, "There is no such page"), h("p", {}, h("a", { href: "#/" }, "Overview")));
}

async function refresh() {
  clearTimeout(timer);
  const mine = ++turn;
  let again = true;
  try {
    await load(mine);
    pages();
  } catch (e) {
    again = mine === turn ? failed(e) : false;
  }
  if (again && mine === turn) {
    timer = setTimeout(refresh, Math.min(MOST_MS, EVERY_MS * 2 ** Math.min(failures, 3)));
  }
}

addEventListener("hashchange", async () => {
  if (!failures) {
    notice("", "");
  }
  await refresh();
  if (caller) {
    place("main").focus({ preventScroll: true });
    scrollTo(0, 0);
  }
});
document.addEventListener("visibilitychange", () => {
  clearTimeout(timer);
  if (!document.hidden && (caller || failures)) {
    refresh();
  }
});
addEventListener("online", refresh);
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  place("main").focus();
});
pages();
refresh();
