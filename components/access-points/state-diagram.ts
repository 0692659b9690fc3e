/** The geometry of the CAPWAP state diagram (RFC 5415 §2.3), in units of its view box. */
import type { CapwapState } from "@/lib/contracts/aps";

/** The size of a state's box. */
export const BOX = { width: 108, height: 34 };
/** The size of the diagram. */
export const VIEW = { width: 376, height: 404 };

const LEFT = 58;
const MIDDLE = 188;
const RIGHT = 318;
const row = (index: number) => 24 + index * 66;

/** The center of each state's box. */
export const statePositions: Readonly<Record<CapwapState, { x: number; y: number }>> = {
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

/**
 * How far lines that run upward are shifted to the left, so that they do not overlap the lines that come down to DTLS
 * Teardown.
 */
const UPWARD_OFFSET = 30;
/** How far below the boxes the line from Reset passes under Run. */
const UNDERPASS = 18;
/** The space between the tip of an arrow and the box that it points to. */
const ARROW_GAP = 3;

/** Each transition as the state it leaves and the state it enters. */
export const transitions: readonly (readonly [CapwapState, CapwapState])[] = [
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

/** An SVG path from the edge of one box to the edge of the other; opposite transitions run side by side. */
export function transitionPath([from, to]: readonly [CapwapState, CapwapState]): string {
  const [a, b] = [statePositions[from], statePositions[to]];
  const hasOpposite = transitions.some(([f, t]) => f === to && t === from);
  const offset = hasOpposite ? (a.x < b.x ? -6 : 6) : 0;
  const [directionX, directionY] = [Math.sign(b.x - a.x), Math.sign(b.y - a.y)];
  const [halfWidth, halfHeight] = [BOX.width / 2, BOX.height / 2];
  if (directionX === 0) {
    const x = directionY < 0 ? a.x - UPWARD_OFFSET : a.x;
    return `M${x} ${a.y + directionY * halfHeight} V${b.y - directionY * (halfHeight + ARROW_GAP)}`;
  }
  if (directionY === 0)
    return `M${a.x + directionX * halfWidth} ${a.y + offset} H${b.x - directionX * (halfWidth + ARROW_GAP)}`;
  // Run is between Reset and DTLS Teardown, so the line passes under it.
  if (from === "Reset")
    return `M${a.x} ${a.y + halfHeight} V${a.y + halfHeight + UNDERPASS} H${b.x - UPWARD_OFFSET} V${b.y + halfHeight + ARROW_GAP}`;
  // The line leaves its box at the side, then turns up or down into the other box.
  return `M${a.x + directionX * halfWidth} ${a.y} H${b.x} V${b.y - directionY * (halfHeight + ARROW_GAP)}`;
}
