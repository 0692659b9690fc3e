/** The stages of a prediction follow the rules of the plan: image masters, start policy, Parallel Mode, retries. */
import { describe, expect, test } from "vitest";
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import { type PredictedStage, predictionSchema } from "@/lib/contracts/prediction";
import { type PredictionInput, predictionInputSchema } from "@/lib/contracts/prediction-input";
import { startBy } from "@/lib/contracts/prediction-text";
import { VERIFY_MS } from "@/lib/fleet/ap-download";
import { transferMs } from "@/lib/wire/capwap/image-data";
import { predictUpgrade } from "./predict-upgrade";
import { rateSpread } from "./rate-spread";

const MB = 1_000_000;
const exactly = (value: number) => ({ low: value, likely: value, high: value });
const wire = { bytesPerSecond: exactly(MB), openMs: 0, basis: "measured" as const };
const image = (name: string, megabytes: number, other: object = {}) => ({
  image: name,
  sizeBytes: megabytes * MB,
  wire,
  ...other,
});
const ap = (name: string, family: string, other: object = {}) => ({ name, image: family, ...other });

/** A server of 1 MB/s and a round trip of 1.377 ms, so that CAPWAP carries 1 MB/s too. */
function input(change: object = {}): PredictionInput {
  return predictionInputSchema.parse({
    fetcher: "image-masters",
    parallelMode: false,
    controllerImage: image(CONTROLLER_IMAGE, 10),
    images: [image("ap1g7", 30), image("ap3g3", 60)],
    aps: [ap("host", "ap1g7", { isController: true }), ap("a", "ap3g3"), ap("b", "ap3g3")],
    capwap: { rttMs: exactly(1.377), basis: "measured" },
    ...change,
  });
}
const VERIFY = VERIFY_MS / 1000;
const stage = async (given: PredictionInput, name: PredictedStage): Promise<number> =>
  (await predictUpgrade(given)).stages.find((one) => one.stage === name)?.span.likely ?? -1;
const apStage = (change: object = {}): Promise<number> => stage(input(change), "AP Image Download");

describe("the stage AP Image Download", () => {
  test("one master fetches after the other, and then the family gets its image over CAPWAP", async () => {
    expect(await apStage()).toBeCloseTo(30 + 60 + 60 + VERIFY, 1);
  });
  test("with Parallel Mode the masters fetch at the same time", async () => {
    expect(await apStage({ parallelMode: true })).toBeCloseTo(60 + 60 + VERIFY, 1);
  });
  test("where the controller fetches, everybody gets the image over CAPWAP, masters too", async () => {
    expect(await apStage({ fetcher: "controller", aps: [ap("a", "ap3g3")] })).toBeCloseTo(
      60 + 60 + VERIFY,
      1,
    );
  });
  test("where every access point fetches, nobody gets it over CAPWAP", async () => {
    const startPolicy = { everyApFetches: true };
    expect(await apStage({ startPolicy })).toBeCloseTo(60 + VERIFY, 1);
  });
  test("those of the last batch begin when its time has come", async () => {
    const startPolicy = { batchSize: 1, batchIntervalSeconds: 500 };
    const aps = [ap("a", "ap3g3"), ap("b", "ap3g3"), ap("c", "ap3g3")];
    expect(await apStage({ startPolicy, aps })).toBeCloseTo(2 * 500 + 60 + VERIFY, 1);
  });
  test("a fast clock shortens what the controller does, and not what the wire does", async () => {
    expect(await apStage({ clockFactor: 10 })).toBeCloseTo(30 + 60 + (60 + VERIFY) / 10, 1);
  });
  test("an image that the server does not give is tried again as often as the policy says", async () => {
    const images = [image("ap1g7", 30), image("ap3g3", 0, { failsAfterSeconds: 2 })];
    const aps = [ap("host", "ap1g7", { isController: true }), ap("a", "ap3g3")];
    const given = input({ images, aps, startPolicy: { retryDelaysSeconds: [30, 60, 120] } });
    // The first try begins when the other family's image is there.
    expect(await stage(given, "AP Image Download")).toBeCloseTo(30 + 2 + 30 + 2 + 60 + 2 + 120 + 2, 1);
    expect((await predictUpgrade(given)).criticalPath).toContain("Retrying ap3g3");
  });
  test("the server's limit is shared by those who read at the same time", async () => {
    expect(await apStage({ parallelMode: true, serverBytesPerSecond: MB })).toBeCloseTo(90 + 60 + VERIFY, 1);
  });
  test("a last download that the gear reports counts more than the link", async () => {
    const aps = [ap("a", "ap3g3"), ap("b", "ap3g3", { lastDownload: { bytes: 60 * MB, seconds: 300 } })];
    expect(await apStage({ aps })).toBeCloseTo(60 + 300 + VERIFY, 0);
  });
  test("one that holds the version already takes no time", async () => {
    expect(await apStage({ aps: [ap("a", "ap3g3", { hasImage: true })] })).toBe(0);
  });
});

test("in Network Upgrade each standby gets the controller image over CAPWAP, without a verification", async () => {
  const aps = [ap("host", "ap1g7", { isController: true }), ap("b", "ap1g7", { isStandby: true })];
  const seconds = transferMs(10 * MB, { rttMs: 1.377, loss: 0, bytesPerSecond: null }) / 1000;
  expect(await stage(input({ aps }), "Network Upgrade")).toBeCloseTo(seconds, 3);
});

test("the whole is the sum of the stages, and holds the likely time between best and worst", async () => {
  const given = input({
    images: [
      image("ap1g7", 30, { wire: { ...wire, bytesPerSecond: rateSpread([0.8 * MB, MB, 1.1 * MB]) } }),
      image("ap3g3", 60, { wire: { ...wire, bytesPerSecond: rateSpread([0.8 * MB, MB, 1.1 * MB]) } }),
    ],
    reload: { controllerSeconds: 25 },
  });
  const prediction = predictionSchema.parse(await predictUpgrade(given));
  const sum = prediction.stages.reduce((all, { span }) => all + span.likely, 0);
  expect(prediction.all.likely).toBeCloseTo(sum, 6);
  for (const { best, likely, worst } of [prediction.ready, prediction.all]) {
    expect(best).toBeLessThan(likely);
    expect(worst).toBeGreaterThan(likely);
  }
});

test("the critical path names what takes longest, and what would shorten it is ordered by its effect", async () => {
  const aps = Array.from({ length: 41 }, (_, i) => ap(`ap-${i}`, "ap3g3"));
  const slow = { rttMs: exactly(20), basis: "measured" };
  const { criticalPath, shorten, oneRetry } = await predictUpgrade(input({ aps, capwap: slow }));
  expect(criticalPath).toBe("ap3g3 over CAPWAP to 40 access points takes longest: 14 m 31 s.");
  expect(shorten[0]?.text).toBe("Halve the round-trip time between controller and access points");
  expect(shorten[0]?.seconds).toBeCloseTo(871 / 2, 0);
  // The download again, after the first retry delay.
  expect(oneRetry?.seconds).toBeCloseTo(871 + 30, 0);
});

test("it is as sure as the least sure number that it rests on", async () => {
  const sureness = async (basis: string, capwapBasis = "measured") => {
    const { sureness: answer } = await predictUpgrade(
      input({
        images: [image("ap1g7", 30), image("ap3g3", 60, { wire: { ...wire, basis } })],
        capwap: { rttMs: exactly(2), basis: capwapBasis },
      }),
    );
    return answer;
  };
  expect(await sureness("measured")).toBe("high");
  expect(await sureness("earlier")).toBe("medium");
  expect(await sureness("measured", "assumed")).toBe("low");
});

test("to be ready by a given time, it starts earlier by the worst case", async () => {
  const prediction = await predictUpgrade(input());
  const at = Date.UTC(2026, 10, 29, 6);
  const { safe, likely } = startBy(prediction, at, "ready");
  expect(at - safe).toBe(Math.ceil(prediction.ready.worst * 1000));
  expect(at - likely).toBe(Math.ceil(prediction.ready.likely * 1000));
});

test("nothing to download is predicted as no time", async () => {
  const prediction = await predictUpgrade(input({ controllerImage: null, images: [], aps: [] }));
  expect(prediction.ready).toEqual({ best: 0, likely: 0, worst: 0 });
  expect(prediction.criticalPath).toBe("Nothing has to be downloaded.");
});

test("one measured rate is less sure than many", () => {
  const one = rateSpread([MB]);
  const many = rateSpread(Array.from({ length: 12 }, () => MB));
  expect(one.likely).toBe(MB);
  expect(many.likely).toBe(MB);
  expect(one.low).toBeLessThan(many.low);
  expect(one.high).toBeGreaterThan(many.high);
  expect(rateSpread([1, 2, 3, 4]).likely).toBe(2.5);
});
