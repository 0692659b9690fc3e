/**
 * Numbers for people. Written by hand: the first number that `Intl` formats costs a page about 30 ms, in which it does not
 * answer.
 */

/** An integer with thousands separators: `1,000,000`. Other numbers keep up to three decimals: `1,234.5`. */
export function grouped(value: number): string {
  const [whole = "", decimals] = String(Math.round(Math.abs(value) * 1000) / 1000).split(".");
  const sign = value < 0 && (whole !== "0" || decimals !== undefined) ? "-" : "";
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${sign}${groups}${decimals === undefined ? "" : `.${decimals}`}`;
}
