/**
 * Block numbers. The transfer machines count blocks from 1 without limit; on the wire a number has 16 bits and wraps: to 0
 * by default, or to 1 when `rollover` 1 was negotiated. An ACK of block 0 acknowledges the OACK (RFC 2347 §3).
 */

/** The block number after 65535. */
export type Rollover = 0 | 1;

const cycle = (rollover: Rollover): number => (rollover === 0 ? 65536 : 65535);

/** The number on the wire of the `block`-th block. */
export function wireNumber(block: number, rollover: Rollover): number {
  if (rollover === 0) return block % 65536;
  return block === 0 ? 0 : ((block - 1) % 65535) + 1;
}

/** The distance from block `from` to the next block with this number on the wire; 0 for `from` itself. */
export function blocksAfter(from: number, wire: number, rollover: Rollover): number {
  const size = cycle(rollover);
  return (wire - wireNumber(from, rollover) + size) % size;
}
