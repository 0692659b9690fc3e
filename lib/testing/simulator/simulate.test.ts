/** A few seeds of the simulation (continuous integration runs 200), and whether it would find what it is there for. */
import { expect, test, vi } from "vitest";
import type { createMemoryStore } from "../memory-store";
import { minimized, replay, simulate } from "./simulate";

// Generous for a busy machine.
vi.setConfig({ testTimeout: 900_000 });

const SEEDS = 20;
const LIMITS = { steps: 25, simulatedMs: Number.POSITIVE_INFINITY };

test(`${SEEDS} seeds: after each step table, counters, command line, RESTCONF and logs agree`, async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { violation, steps } = await simulate(seed, LIMITS);
    if (violation === null) continue;
    expect({ seed, found: violation.found, steps: await minimized(steps) }).toEqual({ seed });
  }
});

test("the same seed gives the same steps and the same end", async () => {
  const first = await simulate(7, LIMITS);
  expect(await simulate(7, LIMITS)).toEqual(first);
  expect(await replay(first.steps)).toEqual(first);
});

type Store = ReturnType<typeof createMemoryStore>;

/** A program that forgets at its start how often an access point was tried. */
const forgetsRetries = (store: Store): Store => ({
  ...store,
  aps: {
    ...store.aps,
    all: async () =>
      (await store.aps.all()).map((ap) => {
        const machine = structuredClone(ap.machine) as {
          state: { predownload: { apImage?: { retryCount: number } } };
        };
        const { apImage } = machine.state.predownload;
        if (apImage) apImage.retryCount = 0;
        return { ...ap, machine };
      }),
  },
});

test("a planted bug is found within 50 seeds, and its steps are made few", async () => {
  let found: { seed: number; steps: number } | undefined;
  for (let seed = 1; seed <= 50 && found === undefined; seed++) {
    const { violation, steps } = await simulate(seed, { ...LIMITS, steps: 60 }, { plant: forgetsRetries });
    if (violation === null) continue;
    const few = await minimized(steps, { plant: forgetsRetries }, 100);
    expect((await replay(few, { plant: forgetsRetries })).violation).not.toBeNull();
    expect((await replay(few)).violation).toBeNull();
    found = { seed, steps: few.length };
  }
  expect(found?.steps).toBeLessThanOrEqual(12);
});
