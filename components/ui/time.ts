/** Formats wall time in the visitor's own time zone, with a 24-hour clock. */
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const shortClock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "short" });
const wholeDay = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "2-digit",
  month: "short",
  year: "numeric",
});

/** `14:02:10` */
export const clockTime = (wallMs: number): string => clock.format(wallMs);

/** `Mon, 23 Nov 2026` */
export const calendarDay = (wallMs: number): string => wholeDay.format(wallMs);

/** `14:02:10`, with the day in front when it is not the day of `now`. */
export function dayAndTime(wallMs: number, now: number): string {
  const sameDay = new Date(wallMs).toDateString() === new Date(now).toDateString();
  return sameDay ? clockTime(wallMs) : `${day.format(wallMs)} ${clockTime(wallMs)}`;
}

/** The name of the visitor's time zone, `Europe/Berlin`: for the title of a time. */
export const timeZone = (): string => clock.resolvedOptions().timeZone;

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z/g;

/** The same text with each ISO 8601 instant (`2026-11-28T13:15Z`) replaced by its local time (`14:15`). */
export const withLocalTimes = (text: string): string =>
  text.replace(INSTANT, (instant, seconds) => (seconds ? clock : shortClock).format(new Date(instant)));
