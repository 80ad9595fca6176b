// graphile-worker under load. Reads a command a line and answers each with a line that begins with
// "done" or "failed"; with "work" as its first argument it only works, and tells what it begins.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { join } from "node:path";

const [folder, mode, ...rest] = process.argv.slice(2);
const require = createRequire(join(folder, "package.json"));
const { Logger, makeWorkerUtils, run, runMigrations } = require("graphile-worker");
const { Pool } = require("pg");

const TASK = "job";
const OTHER_CONNECTIONS = 4;
const LEAD_NANOS = 50_000_000n;
const logger = new Logger(() => (level, message) => {
  if (level === "error") console.error(`graphile-worker: ${message}`);
});
const say = (line) => process.stdout.write(line + "\n");
const now = () => process.hrtime.bigint();

const all = (callers, call) => Promise.all(Array.from({ length: callers }, call));

function settings(tuning) {
  return tuning === "DEFAULTS" || tuning === "LIVENESS"
    ? {}
    : { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 };
}

function connect(url, max) {
  const pool = new Pool({ connectionString: url, max });
  // A server that drops the database may be faster than a connection that says goodbye.
  const tell = (error) => pool.ending || console.error(`graphile-worker: ${error.message}`);
  pool.on("error", tell);
  pool.on("connect", (connection) => connection.on("error", tell));
  return pool;
}

async function start(url, tuning, slots, job) {
  const pool = connect(url, slots + OTHER_CONNECTIONS);
  const runner = await run({
    pgPool: pool,
    logger,
    noHandleSignals: true,
    taskList: { [TASK]: job },
    preset: { worker: { concurrentJobs: slots, ...settings(tuning) } },
  });
  return async () => {
    await runner.stop();
    await pool.end();
  };
}

async function client(url, callers, use) {
  const pool = connect(url, callers);
  const opened = await all(callers, () => pool.connect());
  opened.forEach((connection) => connection.release());
  const utils = await makeWorkerUtils({ pgPool: pool, logger });
  try {
    return await use(utils);
  } finally {
    await utils.release();
    await pool.end();
  }
}

let drained = null;

const commands = {
  async migrate(url) {
    await runMigrations({ connectionString: url, logger });
  },

  // Each caller hands in one job after the other: the number of jobs, and the nanoseconds.
  oneByOne: (url, callers, millis) =>
    client(url, Number(callers), async (utils) => {
      let number = 0;
      const start = now();
      const end = start + BigInt(millis) * 1_000_000n;
      await all(Number(callers), async () => {
        while (now() < end) await utils.addJob(TASK, { number: String(-++number) });
      });
      return `${number} ${now() - start}`;
    }),

  batches: (url, callers, batch, jobs) =>
    client(url, Number(callers), async (utils) => {
      let next = 0;
      const start = now();
      await all(Number(callers), async () => {
        for (let first = next; first < Number(jobs); first = next) {
          next += Number(batch);
          await utils.addJobs(
            Array.from({ length: Number(batch) }, (_, job) => ({
              identifier: TASK,
              payload: { number: String(first + job) },
            })),
          );
        }
      });
      return `${jobs} ${now() - start}`;
    }),

  // A job is handed in when it is due, or up to a millisecond late: Node's timers count whole
  // milliseconds, and cut off what is beyond.
  paced: (url, callers, perSecond, jobs) =>
    client(url, Number(callers), async (utils) => {
      let next = 0;
      const start = now() + LEAD_NANOS;
      const due = (job) => start + (BigInt(job) * 1_000_000_000n) / BigInt(perSecond);
      await all(Number(callers), async () => {
        for (let job = next++; job < Number(jobs); job = next++) {
          for (let left; (left = Number(due(job) - now()) / 1e6) > 0; )
            await new Promise((resolve) => setTimeout(resolve, Math.ceil(left)));
          await utils.addJob(TASK, { number: String(due(job)) });
        }
      });
      return String(start);
    }),

  async drain(url, tuning, slots, jobs) {
    const total = Number(jobs);
    const marks = [1, Math.ceil(total / 4), Math.ceil((3 * total) / 4)];
    const nanos = [0n, 0n, 0n];
    let runs = 0;
    const tell = () => say(`progress ${runs} ${nanos.join(" ")}`);
    const stop = await start(url, tuning, Number(slots), () => {
      runs++;
      marks.forEach((mark, at) => {
        if (runs === mark) nanos[at] = now();
      });
      if (runs === total) tell();
    });
    drained = async () => {
      await stop();
      tell();
    };
  },

  async stop() {
    await drained();
    drained = null;
  },
};

async function serve() {
  for await (const line of createInterface({ input: process.stdin })) {
    const [name, ...words] = line.split(" ");
    try {
      say(`done ${(await commands[name](...words)) ?? ""}`.trim());
    } catch (error) {
      say(`failed ${String(error.stack ?? error).replaceAll("\n", " | ")}`);
    }
  }
  process.exit(0);
}

async function work(url, tuning, slots, holds) {
  const stop = await start(url, tuning, Number(slots), async ({ number }) => {
    say(`begun ${number} ${now()}`);
    if (holds === "true") await new Promise(() => {});
  });
  say("ready");
  for await (const _ of process.stdin);
  if (holds !== "true") await stop();
  process.exit(0);
}

await (mode === "work" ? work(...rest) : serve());
