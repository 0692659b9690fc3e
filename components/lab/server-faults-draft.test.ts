import { expect, test } from "vitest";
import { NO_SERVER_FAULTS, tftpFaultsSchema } from "@/lib/contracts/server-faults";
import { checkServerFaults, draftOfFaults } from "./server-faults-draft";

test("the saved faults of either server pass through the form unchanged, and the other server's faults are kept", () => {
  const tftp = tftpFaultsSchema.parse({
    down: "silent",
    missing: "ap1g7",
    stopsAtPercent: 40,
    bytesPerSecond: 5000,
    dropsShare: 0.07,
    seed: 9,
  });
  const all = { ...NO_SERVER_FAULTS, tftp };
  expect(checkServerFaults("tftp", draftOfFaults(tftp), all)).toEqual({ input: all, errors: {} });
  expect(checkServerFaults("sftp", draftOfFaults(all.sftp), all)).toEqual({ input: all, errors: {} });
});

test("gives each invalid field an error sentence", () => {
  const draft = draftOfFaults(NO_SERVER_FAULTS.tftp);
  const wrong = { stopsAtPercent: "101", bytesPerSecond: "10", dropsShare: "95", seed: "" };
  expect(checkServerFaults("tftp", { ...draft, ...wrong }, NO_SERVER_FAULTS)).toEqual({
    input: undefined,
    errors: {
      stopsAtPercent: ["Enter a percentage from 0 to 100."],
      bytesPerSecond: ["Enter at least 1000 bytes per second."],
      dropsShare: ["Enter a loss from 0 to 90%."],
      seed: ["Enter a whole number."],
    },
  });
});
