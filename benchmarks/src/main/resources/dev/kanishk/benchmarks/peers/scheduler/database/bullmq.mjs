// BullMQ under load. Reads a command a line and answers each with a line that begins with "done" or
// "failed"; with "work" as its first argument it only works, and tells what it begins.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { join } from "node:path";

const [folder, mode, ...rest] = process.argv.slice(2);
const require = createRequire(join(folder, "package.json"));
const { Queue, Worker } = require("bullmq");
const { Redis } = require("ioredis");

const NAME = "jobs";
const LEAD_NANOS = 50_000_000n;
const say = (line) => process.stdout.write(line + "\n");
const now = () => process.hrtime.bigint();

const all = (callers, call) => Promise.all(Array.from({ length: callers }, call));

const tell = (error) => console.error(`bullmq: ${error.message}`);

async function start(url, slots, job, completed) {
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  const worker = new Worker(NAME, job, { connection, concurrency: slots });
  worker.on("error", tell);
  if (completed) worker.on("completed", completed);
  await worker.waitUntilReady();
  return async () => {
    await worker.close();
    await connection.quit();
  };
}

async function client(url, use) {
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  const queue = new Queue(NAME, { connection });
  queue.on("error", tell);
  await queue.waitUntilReady();
  try {
    return await use(queue);
  } finally {
    await queue.close();
    await connection.quit();
  }
}

let drained = null;

const commands = {
  // Forgets all jobs of all runs before.
  async migrate(url) {
    const connection = new Redis(url);
    await connection.flushall();
    await connection.quit();
  },

  // Each caller hands in one job after the other: the number of jobs, and the nanoseconds.
  oneByOne: (url, callers, millis) =>
    client(url, async (queue) => {
      let number = 0;
      const start = now();
      const end = start + BigInt(millis) * 1_000_000n;
      await all(Number(callers), async () => {
        while (now() < end) await queue.add("job", { number: String(-++number) });
      });
      return `${number} ${now() - start}`;
    }),

  batches: (url, callers, batch, jobs) =>
    client(url, async (queue) => {
      let next = 0;
      const start = now();
      await all(Number(callers), async () => {
        for (let first = next; first < Number(jobs); first = next) {
          next += Number(batch);
          await queue.addBulk(
            Array.from({ length: Number(batch) }, (_, job) => ({
              name: "job",
              data: { number: String(first + job) },
            })),
          );
        }
      });
      return `${jobs} ${now() - start}`;
    }),

  // A job is handed in when it is due, or up to a millisecond late: Node's timers count whole
  // milliseconds, and cut off what is beyond.
  paced: (url, callers, perSecond, jobs) =>
    client(url, async (queue) => {
      let next = 0;
      const start = now() + LEAD_NANOS;
      const due = (job) => start + (BigInt(job) * 1_000_000_000n) / BigInt(perSecond);
      await all(Number(callers), async () => {
        for (let job = next++; job < Number(jobs); job = next++) {
          for (let left; (left = Number(due(job) - now()) / 1e6) > 0; )
            await new Promise((resolve) => setTimeout(resolve, Math.ceil(left)));
          await queue.add("job", { number: String(due(job)) });
        }
      });
      return String(start);
    }),

  // A run counts when Redis has written it off.
  async drain(url, tuning, slots, jobs) {
    const total = Number(jobs);
    const marks = [1, Math.ceil(total / 4), Math.ceil((3 * total) / 4)];
    const nanos = [0n, 0n, 0n];
    let begun = 0;
    let runs = 0;
    const progress = () => say(`progress ${runs} ${nanos.join(" ")}`);
    const stop = await start(
      url,
      Number(slots),
      async () => {
        begun++;
        marks.forEach((mark, at) => {
          if (begun === mark) nanos[at] = now();
        });
      },
      () => {
        if (++runs === total) progress();
      },
    );
    drained = async () => {
      await stop();
      progress();
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
  const stop = await start(url, Number(slots), async ({ data: { number } }) => {
    say(`begun ${number} ${now()}`);
    if (holds === "true") await new Promise(() => {});
  });
  say("ready");
  for await (const _ of process.stdin);
  if (holds !== "true") await stop();
  process.exit(0);
}

await (mode === "work" ? work(...rest) : serve());
