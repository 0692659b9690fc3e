import { expect, test } from "vitest";
import { fault } from "@/lib/contracts/fault";
import { startPredownloads } from "./start-predownloads";

test("a refused predownload does not stop the others, and each reason is listed once with its access points", async () => {
  const asked: string[] = [];
  const outcome = await startPredownloads(["a", "b", "c", "d"], (apId) => {
    asked.push(apId);
    if (apId === "b") return Promise.resolve({ ok: true, value: {} });
    const why = apId === "d" ? "Another reason." : "No profile is saved.";
    return Promise.resolve({ ok: false, fault: fault("conflict", why) });
  });
  expect(asked).toEqual(["a", "b", "c", "d"]);
  expect(outcome).toEqual({
    started: 1,
    refused: [
      { message: "No profile is saved.", apIds: ["a", "c"] },
      { message: "Another reason.", apIds: ["d"] },
    ],
  });
});
