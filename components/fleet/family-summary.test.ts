import { expect, test } from "vitest";
import type { ApRow } from "@/lib/contracts/aps";
import { summarizeFamilies } from "./family-summary";

const ap = (part: Partial<ApRow>): ApRow =>
  ({
    name: "AP1",
    family: "ap1g7",
    status: "None",
    retrying: false,
    isImageMaster: false,
    primaryVersion: "17.9.4.27",
    backupVersion: "0.0.0.0",
    ...part,
  }) as ApRow;

test("an access point has the image when either partition holds the target version", () => {
  const rows = [ap({ backupVersion: "17.12.1.5" }), ap({ primaryVersion: "17.12.1.5" }), ap({})];
  expect(summarizeFamilies(rows, "17.12.1.5")[0]).toMatchObject({ total: 3, withImage: 2, failed: 0 });
});

test("without a target version no access point has the image, and running versions are listed by frequency", () => {
  const [sum] = summarizeFamilies([ap({ primaryVersion: "17.3.3.26" }), ap({}), ap({})], null);
  expect(sum).toMatchObject({ withImage: 0, running: ["17.9.4.27", "17.3.3.26"] });
});

test("an access point that is retrying does not count as failed", () => {
  const rows = [ap({ status: "Failed", retrying: true }), ap({ status: "Failed" })];
  expect(summarizeFamilies(rows, "17.12.1.5")[0]?.failed).toBe(1);
});

test("families are in the order of the known image families, unknown models last, each with its image master", () => {
  const rows = [
    ap({ family: null }),
    ap({ family: "ap1g8", isImageMaster: true, name: "9105-lobby" }),
    ap({ family: "ap1g4" }),
  ];
  const sums = summarizeFamilies(rows, null);
  expect(sums.map((s) => s.family)).toEqual(["ap1g4", "ap1g8", "unknown"]);
  expect(sums[1]?.master).toBe("9105-lobby");
});
