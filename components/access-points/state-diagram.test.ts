import { expect, test } from "vitest";
import { type CapwapState, capwapStates } from "@/lib/contracts/aps";
import { BOX, statePositions, transitionPath, transitions, VIEW } from "./state-diagram";

test("every state has a box inside the diagram, and no two boxes overlap", () => {
  for (const state of capwapStates) {
    const { x, y } = statePositions[state];
    expect(x - BOX.width / 2).toBeGreaterThanOrEqual(0);
    expect(x + BOX.width / 2).toBeLessThanOrEqual(VIEW.width);
    expect(y + BOX.height / 2).toBeLessThanOrEqual(VIEW.height);
    for (const other of capwapStates.filter((s) => s !== state)) {
      const distance = { x: Math.abs(x - statePositions[other].x), y: Math.abs(y - statePositions[other].y) };
      expect(distance.x >= BOX.width || distance.y >= BOX.height).toBe(true);
    }
  }
});

test("every state is reachable from Idle and has a transition to another state", () => {
  const reached = new Set<CapwapState>(["Idle"]);
  for (const state of reached) for (const [from, to] of transitions) if (from === state) reached.add(to);
  expect(reached.size).toBe(capwapStates.length);
  for (const state of capwapStates) expect(transitions.some(([from]) => from === state)).toBe(true);
});

test("a transition ends just before the box of its target state", () => {
  expect(transitionPath(["Idle", "Discovery"])).toBe("M112 24 H131");
  expect(transitionPath(["Discovery", "DTLS Setup"])).toBe("M188 41 V70");
});

test("two states with transitions in both directions are joined by two parallel lines", () => {
  expect(transitionPath(["Discovery", "Sulking"])).toContain(" 18 ");
  expect(transitionPath(["Sulking", "Discovery"])).toContain(" 30 ");
});
