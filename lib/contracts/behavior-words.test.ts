import { expect, test } from "vitest";
import { behaviorWords, differsOf } from "./behavior-words";
import { WELL_BEHAVED } from "./lab";

test("describes nothing for the default behavior, whether it is complete or empty", () => {
  expect(behaviorWords(WELL_BEHAVED)).toEqual([]);
  expect(behaviorWords({})).toEqual([]);
  expect(differsOf({ ...WELL_BEHAVED, linkLoss: 0.2 })).toEqual({ linkLoss: 0.2 });
});

test("describes each difference with its value", () => {
  expect(
    behaviorWords({
      linkRttMs: 200,
      linkLoss: 0.05,
      linkBytesPerSecond: 100_000,
      flashFreeBytes: 5_000_000,
      flashSlowness: 10,
      stallsAtPercent: 0,
      rebootsAtPercent: 50,
      losesCapwapAtPercent: 30,
      corruptsImage: true,
      refusesSignature: true,
      ignoresActivate: true,
      bootSeconds: 90,
    }),
  ).toEqual([
    "Round trip 200 ms",
    "5% loss on its link",
    "Link limited to 100.0 kB/s",
    "5.0 MB of flash free",
    "Flash 10 times slower",
    "Stalls at 0%",
    "Reboots at 50%",
    "Loses CAPWAP at 30%, never rejoins",
    "Corrupts the image",
    "Rejects the signature",
    "Ignores Activate",
    "Boots in 90 s",
  ]);
  expect(behaviorWords({ losesCapwapAtPercent: 30, rejoinAfterSeconds: 60 })).toEqual([
    "Loses CAPWAP at 30%, rejoins after 60 s",
  ]);
});
