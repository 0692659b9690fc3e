/** The speeds of the clock that are offered: the usual ones, and the present one when a lab file set another. */
const USUAL = [1, 10, 60];

export const factorsWith = (present: number): number[] =>
  [...new Set([...USUAL, present])].sort((a, b) => a - b);
