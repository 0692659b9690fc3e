/** What the model name of an access point says: its radios and its regulatory domain. */

/** The number of radios: two, except for models with a third or fourth one. */
export function slotsOf(model: string): number {
  if (/9136|9166/.test(model)) return 4;
  return /9124|9130|9162|9164/.test(model) ? 3 : 2;
}

/** The country for each regulatory domain, which is the letter in the model name. */
const COUNTRIES: Record<string, string> = {
  A: "US",
  B: "US",
  C: "CN",
  D: "IN",
  E: "DE",
  H: "CN",
  I: "IL",
  K: "KR",
  L: "MY",
  N: "MX",
  Q: "JP",
  R: "RU",
  S: "SG",
  T: "TW",
  Z: "AU",
  ROW: "GB",
};

/** `-E` and `DE`; `--` for both when the name does not say. */
export function domainOf(model: string): { domain: string; country: string } {
  const letter = /-(ROW|[A-Z])(?:-K9)?$/.exec(model)?.[1];
  return { domain: letter === undefined ? "--" : `-${letter}`, country: COUNTRIES[letter ?? ""] ?? "--" };
}
