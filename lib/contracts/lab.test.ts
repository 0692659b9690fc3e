/** Lab files of earlier versions of the program open. */
import { expect, test } from "vitest";
import { labSchema } from "./lab";

const controller = { name: "lab-EWC", ip: "172.16.4.26", running: "17.9.4.27", ap: "ap-1" };

test("a lab file that spells it `behaviour` opens as one that spells it `behavior`", () => {
  const mix = { count: 2, models: { "C9120AXI-E": 1 }, running: "17.9.4.27" };
  const now = labSchema.parse({ controller, mixes: [{ ...mix, behavior: { linkLoss: 0.1 } }] });
  const before = labSchema.parse({
    controller,
    mixes: [{ ...mix, behaviour: { linkLoss: 0.1 } }],
  } as unknown as Parameters<typeof labSchema.parse>[0]);
  expect(before).toEqual(now);
  expect(now.mixes[0]?.behavior).toMatchObject({ linkLoss: 0.1 });
});
