/** Wall time for people: the visitor's own time zone, 24 hours. */
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "short" });

/** `14:02:10` */
export const clockTime = (wallMs: number): string => clock.format(wallMs);

const wholeDay = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "2-digit",
  month: "short",
  year: "numeric",
});

/** `Mon, 23 Nov 2026` */
export const calendarDay = (wallMs: number): string => wholeDay.format(wallMs);

/** `14:02:10`, with the day in front when it is not today's. */
export function dayAndTime(wallMs: number, now: number): string {
  const sameDay = new Date(wallMs).toDateString() === new Date(now).toDateString();
  return sameDay ? clockTime(wallMs) : `${day.format(wallMs)} ${clockTime(wallMs)}`;
}
