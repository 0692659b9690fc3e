import { expect, test } from "vitest";
import { type ReadinessFacts, readinessFactsSchema } from "@/lib/contracts/readiness/facts";
import { readinessPlanSchema } from "@/lib/contracts/readiness/input";
import { unknown } from "@/lib/contracts/readiness/observed";
import ready from "@/lib/readiness/ready-facts.json";
import { planInput, predictPlan } from "./predict-plan";

const facts = (change: (facts: ReadinessFacts) => void = () => undefined) => {
  const changed = readinessFactsSchema.parse(structuredClone(ready));
  change(changed);
  return { ...changed, plan: readinessPlanSchema.parse({}) };
};
const imagesOf = (changed: ReadinessFacts) =>
  changed.server.known && changed.server.value.files.images.known
    ? Object.values(changed.server.value.files.images.value)
    : [];

test("the measured rates, sizes and the listed fleet give a prediction, best before likely before worst", async () => {
  const prediction = await predictPlan(facts());
  if (!prediction.known) throw new Error(prediction.reason);
  const { best, likely, worst } = prediction.value.ready;
  expect(best).toBeGreaterThan(0);
  expect(best).toBeLessThanOrEqual(likely);
  expect(likely).toBeLessThanOrEqual(worst);
  expect(prediction.value.restsOn[0]?.basis).toBe("measured");
});

test("a narrow uplink and a long round trip make the same upgrade longer", async () => {
  const plain = await predictPlan(facts());
  const slow = await predictPlan({
    ...facts(),
    plan: readinessPlanSchema.parse({ uplinkMegabits: 2, roundTripMs: 40 }),
  });
  if (!plain.known || !slow.known) throw new Error("No prediction.");
  expect(slow.value.ready.likely).toBeGreaterThan(plain.value.ready.likely);
  expect(slow.value.restsOn.map(({ basis }) => basis)).toContain("given");
});

test("access points that are not joined, or of unknown models, take no part", () => {
  const all = planInput(facts());
  const fewer = planInput(
    facts(({ fleet: { aps } }) => {
      if (aps[0]) aps[0].isJoined = false;
      if (aps[1]) aps[1].family = null;
    }),
  );
  if (!all.known || !fewer.known) throw new Error("No input.");
  expect(fewer.value.aps).toHaveLength(all.value.aps.length - 2);
});

test.each<[string, (facts: ReadinessFacts) => void, string]>([
  [
    "the server was not asked",
    (changed) => {
      changed.server = unknown("No server was given.");
    },
    "No server was given.",
  ],
  [
    "the fleet is empty",
    (changed) => {
      changed.fleet.aps = [];
    },
    "No access point would take part in the upgrade.",
  ],
  [
    "the server announces no sizes",
    (changed) => {
      for (const image of imagesOf(changed)) image.sizeBytes = null;
    },
    "The size of C9800-AP-iosxe-wlc.bin is not known: the server does not announce it.",
  ],
  [
    "the controller image is missing",
    (changed) => {
      for (const image of imagesOf(changed))
        if (image.name === "C9800-AP-iosxe-wlc.bin")
          image.fault = { code: "file-not-found", message: "The file does not exist." };
    },
    "C9800-AP-iosxe-wlc.bin cannot be read, and the upgrade cannot start without it.",
  ],
])("says why there is no prediction when %s", (_, change, reason) => {
  expect(planInput(facts(change))).toEqual({ known: false, reason });
});
