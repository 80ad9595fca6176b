// What is asked of the server. A token is kept while the tab is open, and sent nowhere else.

const KEY = "task-scheduler-token";
const PATIENCE_MS = 10_000;

export class Refusal extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** Nothing came back: the server, or what is between, is gone. */
export class Silence extends Error {}

export function setToken(token) {
  if (token) {
    sessionStorage.setItem(KEY, token);
  } else {
    sessionStorage.removeItem(KEY);
  }
}

export function hasToken() {
  return sessionStorage.getItem(KEY) !== null;
}

async function ask(method, path) {
  const headers = { Accept: "application/json" };
  if (hasToken()) {
    headers.Authorization = `Bearer ${sessionStorage.getItem(KEY)}`;
  }
  try {
    const answer = await fetch(path, {
      method,
      headers,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return { answer, text: await answer.text() };
  } catch (e) {
    throw new Silence(String(e.message ?? e));
  }
}

/** Asks and gives the answer's JSON. */
export async function call(method, path) {
  const { answer, text } = await ask(method, path);
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Refusal(answer.status, `${answer.status} ${answer.statusText}`);
  }
  if (!answer.ok) {
    throw new Refusal(answer.status, body.detail ?? `${answer.status} ${body.title ?? ""}`);
  }
  return body;
}

export const get = (path, query = {}) => call("GET", path + search(query));
export const post = (path, query = {}) => call("POST", path + search(query));
export const remove = (path) => call("DELETE", path);

export function search(query) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  return given.length ? `?${new URLSearchParams(given)}` : "";
}
