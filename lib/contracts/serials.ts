/** Serial numbers of simulated devices: each follows from the radio MAC, so it stays the same for the life of the lab. */

/** `2c5a.0f40.6920` -> `LAB0F406920`; an empty MAC gives zeros. */
export const serialOf = (radioMac: string): string =>
  `LAB${radioMac.replaceAll(".", "").slice(-8).toUpperCase().padStart(8, "0")}`;
