import { expect, test } from "vitest";
import { type CapwapState, capwapStates } from "@/lib/contracts/aps";
import { lineOf, NODE, places, VIEW, ways } from "./state-chart";

test("every state has a place inside the drawing, and no two overlap", () => {
  for (const state of capwapStates) {
    const { x, y } = places[state];
    expect(x - NODE.width / 2).toBeGreaterThanOrEqual(0);
    expect(x + NODE.width / 2).toBeLessThanOrEqual(VIEW.width);
    expect(y + NODE.height / 2).toBeLessThanOrEqual(VIEW.height);
    for (const other of capwapStates.filter((s) => s !== state)) {
      const apart = { x: Math.abs(x - places[other].x), y: Math.abs(y - places[other].y) };
      expect(apart.x >= NODE.width || apart.y >= NODE.height).toBe(true);
    }
  }
});

test("every state is reached from Idle, and from every state the way leads on", () => {
  const reached = new Set<CapwapState>(["Idle"]);
  for (const state of reached) for (const [from, to] of ways) if (from === state) reached.add(to);
  expect(reached.size).toBe(capwapStates.length);
  for (const state of capwapStates) expect(ways.some(([from]) => from === state)).toBe(true);
});

test("a way ends just before the box that it leads to", () => {
  expect(lineOf(["Idle", "Discovery"])).toBe("M112 24 H131");
  expect(lineOf(["Discovery", "DTLS Setup"])).toBe("M188 41 V70");
});

test("two ways between the same states are two lines", () => {
  expect(lineOf(["Discovery", "Sulking"])).toContain(" 18 ");
  expect(lineOf(["Sulking", "Discovery"])).toContain(" 30 ");
});
