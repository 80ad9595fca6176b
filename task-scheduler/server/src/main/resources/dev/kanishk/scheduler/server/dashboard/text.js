// How numbers and times are written.

const NUMBER = new Intl.NumberFormat("en");
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const CLOCK = new Intl.DateTimeFormat("en", {
  hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false,
});
const DAY = new Intl.DateTimeFormat("en-CA");

export const number = (value) => NUMBER.format(value);
export const compact = (value) => COMPACT.format(value);

/** A time of today as its clock, any other with its day. */
export function time(text) {
  if (!text) {
    return "–";
  }
  const at = new Date(text);
  const day = DAY.format(at);
  return day === DAY.format(new Date()) ? CLOCK.format(at) : `${day} ${CLOCK.format(at)}`;
}

/** A length of time in its two largest units. */
export function length(ms) {
  if (ms < 1000) {
    return `${Math.round(ms)} ms`;
  }
  const seconds = ms / 1000;
  if (seconds < 60) {
    return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  }
  const units = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
  const first = units.findIndex(([, size]) => seconds >= size);
  const [name, size] = units[first];
  const rest = Math.floor((seconds % size) / units[first + 1][1]);
  return `${Math.floor(seconds / size)} ${name}${rest ? ` ${rest} ${units[first + 1][0]}` : ""}`;
}

export const since = (text, now) => length(Math.max(0, now - new Date(text)));

/** Milliseconds of a duration in hours, minutes and seconds, as the server writes them. */
export function millis(duration) {
  const [, hours, minutes, seconds] =
    /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(duration) ?? [];
  return ((Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0)) * 1000;
}
