/** The states of RFC 5415 §2.3 as a drawing: where each stands, and which follows which. Units of the view box. */
import type { CapwapState } from "@/lib/contracts/aps";

export const NODE = { width: 108, height: 34 };
export const VIEW = { width: 376, height: 404 };

const LEFT = 58;
const MIDDLE = 188;
const RIGHT = 318;
const row = (index: number) => 24 + index * 66;

/** The middle of each state's box. */
export const places: Readonly<Record<CapwapState, { x: number; y: number }>> = {
  Idle: { x: LEFT, y: row(0) },
  Discovery: { x: MIDDLE, y: row(0) },
  Sulking: { x: RIGHT, y: row(0) },
  "DTLS Setup": { x: MIDDLE, y: row(1) },
  Join: { x: MIDDLE, y: row(2) },
  "Image Data": { x: RIGHT, y: row(2) },
  Configure: { x: MIDDLE, y: row(3) },
  "Data Check": { x: MIDDLE, y: row(4) },
  Run: { x: MIDDLE, y: row(5) },
  Reset: { x: RIGHT, y: row(5) },
  "DTLS Teardown": { x: LEFT, y: row(3) },
};

/** What leads up to Idle stands beside what comes down to DTLS Teardown. */
const UP_ASIDE = 30;
/** What goes round below the lowest row. */
const BELOW = 18;

/** Which follows which. */
export const ways: readonly (readonly [CapwapState, CapwapState])[] = [
  ["Idle", "Discovery"],
  ["Discovery", "Sulking"],
  ["Sulking", "Discovery"],
  ["Discovery", "DTLS Setup"],
  ["DTLS Setup", "Join"],
  ["Join", "Image Data"],
  ["Join", "Configure"],
  ["Configure", "Data Check"],
  ["Data Check", "Run"],
  ["Run", "Reset"],
  ["Image Data", "Reset"],
  ["Join", "DTLS Teardown"],
  ["Configure", "DTLS Teardown"],
  ["Run", "DTLS Teardown"],
  ["Reset", "DTLS Teardown"],
  ["DTLS Teardown", "Idle"],
];

/** The line of a way: from the edge of one box to the edge of the other, ways there and back side by side. */
export function lineOf([from, to]: readonly [CapwapState, CapwapState]): string {
  const [a, b] = [places[from], places[to]];
  const isBack = ways.some(([f, t]) => f === to && t === from);
  const aside = isBack ? (a.x < b.x ? -6 : 6) : 0;
  const [sx, sy] = [Math.sign(b.x - a.x), Math.sign(b.y - a.y)];
  const [w, h] = [NODE.width / 2, NODE.height / 2];
  if (sx === 0) {
    const x = sy < 0 ? a.x - UP_ASIDE : a.x;
    return `M${x} ${a.y + sy * h} V${b.y - sy * (h + 3)}`;
  }
  if (sy === 0) return `M${a.x + sx * w} ${a.y + aside} H${b.x - sx * (w + 3)}`;
  // Run stands between: round below it.
  if (from === "Reset") return `M${a.x} ${a.y + h} V${a.y + h + BELOW} H${b.x - UP_ASIDE} V${b.y + h + 3}`;
  // Out at the side, then up or down into the other box.
  return `M${a.x + sx * w} ${a.y} H${b.x} V${b.y - sy * (h + 3)}`;
}
