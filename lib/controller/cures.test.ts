import { expect, test } from "vitest";
import { MAX_RETRIED } from "@/lib/contracts/cure";
import { fault } from "@/lib/contracts/fault";
import type { FaultCode } from "@/lib/contracts/fault-codes";
import { cureOf } from "./cures";
import { failureCauses } from "./failure-causes";
import type { ImageRequest } from "./image-request";

const request: ImageRequest = {
  mode: "tftp",
  image: "ap1g8",
  path: "EWC_17_9_9x/ap1g8",
  userName: null,
  server: "127.0.0.1",
  port: 69,
  alternativePaths: [],
};
const cure = (code: FaultCode, part: Partial<ImageRequest> = {}) =>
  cureOf(fault(code), { ...request, ...part });

test("a missing file is cured by the folder that has it, and by nothing when none has it", () => {
  expect(cure("file-not-found", { alternativePaths: ["EWC_17_9_4a/ap1g8"] })).toEqual({
    kind: "use-image-path",
    imagePath: "EWC_17_9_4a",
  });
  expect(cure("file-not-found")).toBeNull();
});

test("a refused connection is cured by a start only when our own server is meant and stopped", () => {
  expect(cure("connection-refused", { stoppedServer: "tftp" })).toEqual({
    kind: "start-server",
    server: "tftp",
  });
  expect(cure("connection-refused")).toBeNull();
});

test("a changed host key is cured by accepting the key that the server presents", () => {
  expect(cure("host-key-changed", { refusedKey: { pinned: "SHA256:a", presented: "SHA256:b" } })).toEqual({
    kind: "accept-host-key",
    server: "127.0.0.1",
    port: 69,
    pinned: "SHA256:a",
    presented: "SHA256:b",
  });
});

test("a wrong password is entered again, unless Lab makes the server refuse every login", () => {
  expect(cure("authentication-failed")).toEqual({ kind: "enter-password" });
  expect(cure("authentication-failed", { labFaults: ["It refuses logins."] })).toEqual({
    kind: "remove-lab-faults",
  });
});

const failed = (apId: string, code: FaultCode, message?: string, canRetry = true) => ({
  apId,
  name: `ap-${apId}`,
  fault: fault(code, message),
  canRetry,
});

test("each cause is said once with all that it hits, the most frequent first, with one retry for all of them", () => {
  expect(
    failureCauses([
      failed("1", "flash-full", "No space.", false),
      failed("2", "timed-out", "ap1g8: timed out."),
      failed("3", "timed-out", "ap1g7: timed out."),
    ]),
  ).toEqual([
    {
      text: "Timed out.",
      remedy: null,
      apNames: ["ap-2", "ap-3"],
      apCount: 2,
      cures: [{ kind: "retry", apIds: ["2", "3"] }],
    },
    { text: "No space.", remedy: null, apNames: ["ap-1"], apCount: 1, cures: [] },
  ]);
});

test("one button retries at most a limited number of access points", () => {
  const many = Array.from({ length: MAX_RETRIED + 50 }, (_, i) => failed(String(i), "timed-out"));
  const [cause] = failureCauses(many);
  expect(cause?.apCount).toBe(MAX_RETRIED + 50);
  expect(cause?.apNames).toHaveLength(5);
  expect(cause?.cures).toEqual([
    { kind: "retry", apIds: many.slice(0, MAX_RETRIED).map(({ apId }) => apId) },
  ]);
});
