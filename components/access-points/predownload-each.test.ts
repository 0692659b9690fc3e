import { expect, test } from "vitest";
import { fault } from "@/lib/contracts/fault";
import { predownloadEach } from "./predownload-each";

test("one that is refused does not stop the others, and a reason is told once with all whom it stopped", async () => {
  const asked: string[] = [];
  const outcome = await predownloadEach(["a", "b", "c", "d"], (apId) => {
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
