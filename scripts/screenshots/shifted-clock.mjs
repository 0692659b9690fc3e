/**
 * Preloaded into the console that is photographed, in each of its threads: its clock runs as always, but begins at another
 * instant, so that the pictures of every run of the script have the same dates. `SHIFTED_CLOCK_MS` is added to the time.
 */
const shiftMs = Number(process.env.SHIFTED_CLOCK_MS ?? 0);
const realNow = Date.now.bind(Date);
const shiftedNow = () => realNow() + shiftMs;

Date.now = shiftedNow;
globalThis.Date = new Proxy(Date, {
  construct: (target, given, newTarget) =>
    Reflect.construct(target, given.length === 0 ? [shiftedNow()] : given, newTarget),
  apply: () => new Date().toString(),
});
