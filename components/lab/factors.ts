/** The clock speeds to offer: the usual ones, and the current one when a lab file set another. */
const USUAL = [1, 10, 60];

/** The speeds in ascending order, each once. */
export const factorsWith = (current: number): number[] =>
  [...new Set([...USUAL, current])].sort((a, b) => a - b);
