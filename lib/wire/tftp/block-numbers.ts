/**
 * Block numbers. A machine counts blocks without end, from 1; the wire has 16 bits, so they wrap: to 0 as everybody
 * does by default, or to 1 when `rollover` 1 was negotiated. Block 0 is what an ACK of the OACK acknowledges.
 */

/** Where the number after 65535 goes. */
export type Rollover = 0 | 1;

const cycle = (rollover: Rollover): number => (rollover === 0 ? 65536 : 65535);

/** The number on the wire of the `block`-th block. */
export function wireNumber(block: number, rollover: Rollover): number {
  if (rollover === 0) return block % 65536;
  return block === 0 ? 0 : ((block - 1) % 65535) + 1;
}

/** How many blocks after block `from` the nearest block with this number on the wire is: 0 is `from` itself. */
export function blocksAfter(from: number, wire: number, rollover: Rollover): number {
  const size = cycle(rollover);
  return (wire - wireNumber(from, rollover) + size) % size;
}
