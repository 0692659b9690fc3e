/**
 * Instants as text, in one place. What the controller and its access points say is in UTC, in the forms of their own
 * output; what the program says about itself is in the visitor's time zone. All instants are milliseconds since the epoch.
 */

import { formatCountdown } from "./units";

const two = (n: number): string => String(n).padStart(2, "0");
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

const month = (d: Date): string => MONTHS[d.getUTCMonth()] ?? "";
const weekday = (d: Date): string => DAYS[d.getUTCDay()] ?? "";

// The controller's clock

/** `21:41:35` */
export function timeOfDay(at: number): string {
  const d = new Date(at);
  return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`;
}

/** `14:02:10 UTC`, for sentences and cells; `14:02:10 UTC x10` while the clock runs ten times as fast. */
export const controllerTime = (at: number, factor = 1): string =>
  `${timeOfDay(at)} ${controllerZone(factor)}`;

/** `UTC`, or `UTC x10` while the clock runs ten times as fast: what marks a time as the controller's. */
export const controllerZone = (factor: number): string => (factor === 1 ? "UTC" : `UTC x${factor}`);

/** `Tue Jan 30 21:41:35 UTC 2024`, as install operations write it. */
export function installTime(at: number): string {
  const d = new Date(at);
  return `${weekday(d)} ${month(d)} ${two(d.getUTCDate())} ${timeOfDay(at)} UTC ${d.getUTCFullYear()}`;
}

/** `21:41:35 UTC Tue Jan 30 2024` */
export function longTime(at: number): string {
  const d = new Date(at);
  return `${timeOfDay(at)} UTC ${weekday(d)} ${month(d)} ${d.getUTCDate()} ${d.getUTCFullYear()}`;
}

/** `*21:41:35.112 UTC Tue Jan 30 2024`; the asterisk means that the clock is not synchronized. */
export const showClockTime = (at: number): string => {
  const milliseconds = String(new Date(at).getUTCMilliseconds()).padStart(3, "0");
  return `*${longTime(at).replace(" UTC", `.${milliseconds} UTC`)}`;
};

/** `*Feb 1 17:05:37.108`, as the controller's syslog begins. */
export function syslogStamp(at: number): string {
  const d = new Date(at);
  return `*${month(d)} ${d.getUTCDate()} ${d.toISOString().slice(11, 23)}`;
}

/** `[*01/30/2024 21:41:35.1120]`, as a line of an access point's console begins: four decimals. */
export function consoleStamp(at: number): string {
  const iso = new Date(at).toISOString();
  return `[*${iso.slice(5, 7)}/${iso.slice(8, 10)}/${iso.slice(0, 4)} ${iso.slice(11, 23)}0]`;
}

/** `2024-01-30T21:41:35.112Z`, for files and for machines. */
export const isoTime = (at: number): string => new Date(at).toISOString();

/** A span of time as `01:49:42`; hours may have more than two digits. */
export const spanOfTime = (milliseconds: number): string =>
  formatCountdown(milliseconds / 1000).padStart(8, "0");

/** `1 week, 2 days, 3 hours, 4 minutes`; never empty. */
export function uptime(milliseconds: number): string {
  let minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  const parts: string[] = [];
  for (const [unit, size] of [
    ["week", 10_080],
    ["day", 1440],
    ["hour", 60],
  ] as const) {
    const count = Math.floor(minutes / size);
    minutes -= count * size;
    if (count > 0) parts.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
  }
  parts.push(`${minutes} minute${minutes === 1 ? "" : "s"}`);
  return parts.join(", ");
}

/** `2 hours 3 minutes 29 seconds`, as access points' times are listed; never empty. */
export function apDuration(milliseconds: number): string {
  let seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const parts: string[] = [];
  for (const [unit, size] of [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
  ] as const) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count > 0 || unit === "second" || parts.length > 0)
      parts.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
  }
  return parts.join(" ");
}

/** `Jan 30 2024 21:41:35`, as directories list it. */
export function fileTime(at: number): string {
  const d = new Date(at);
  return `${month(d)} ${two(d.getUTCDate())} ${d.getUTCFullYear()} ${timeOfDay(at)}`;
}

/** `01/30/2024 21:41:35` */
export function joinTime(at: number): string {
  const d = new Date(at);
  return `${two(d.getUTCMonth() + 1)}/${two(d.getUTCDate())}/${d.getUTCFullYear()} ${timeOfDay(at)}`;
}

// The visitor's time zone, with a 24-hour clock

// By hand: the first `Intl.DateTimeFormat` of a page takes 20 ms, before anything of the page works.

/** `14:02:10` */
export function localClock(at: number): string {
  const d = new Date(at);
  return `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
}

const dayAndMonth = (d: Date): string => `${two(d.getDate())} ${MONTHS[d.getMonth()] ?? ""}`;

/** `23 Nov 2026` */
export function localDay(at: number): string {
  const d = new Date(at);
  return `${dayAndMonth(d)} ${d.getFullYear()}`;
}

/** `Mon, 23 Nov 2026` */
export const localWeekday = (at: number): string => `${DAYS[new Date(at).getDay()] ?? ""}, ${localDay(at)}`;

/** `14:02:10`, with the day in front when it is not the day of `now`. */
export function localDayAndClock(at: number, now: number): string {
  const d = new Date(at);
  const isSameDay = d.toDateString() === new Date(now).toDateString();
  return isSameDay ? localClock(at) : `${dayAndMonth(d)} ${localClock(at)}`;
}

/** `2026-03-01`: sorts as text. */
export function localDate(at: number): string {
  const d = new Date(at);
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
}

/** `2026-03-01 14:03:22`: sorts as text. */
export function localDateAndClock(at: number): string {
  return `${localDate(at)} ${localClock(at)}`;
}

/** The instant as an input of type `datetime-local` shows it: `2026-11-29T07:05`; empty for none. */
export function localInput(at: number | null): string {
  if (at === null) return "";
  const d = new Date(at);
  return `${localDate(at)}T${two(d.getHours())}:${two(d.getMinutes())}`;
}

/** The instant that such an input means; null while it is empty or half typed. */
export function instantOf(input: string): number | null {
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(input) ? new Date(input).getTime() : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** The name of the visitor's time zone, `Europe/Berlin`: for the title of a time. */
export const localZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;
