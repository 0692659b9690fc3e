/** Formats a number of access points: `1 access point`, `2,000 access points`. */
export const formatApCount = (n: number): string =>
  n === 1 ? "1 access point" : `${n.toLocaleString("en")} access points`;
