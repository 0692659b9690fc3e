import { expect, test } from "vitest";
import { fault } from "@/lib/contracts/fault";
import type { ImageRequest } from "./image-request";
import { explain, wordFetchFault } from "./why";

const asked: ImageRequest = {
  mode: "tftp",
  image: "ap1g8",
  path: "EWC/ap1g8",
  userName: null,
  server: "127.0.0.1",
  port: 69,
  alternativePaths: [],
};
const url = "tftp://127.0.0.1/EWC/ap1g8";
const labFaults = ["Down: connections are refused."];
const inLab = "Lab has injected faults into this server: Down: connections are refused. Remove them in Lab.";

test("the remedy for our own server first says what to do with a real one, then names the faults from Lab", () => {
  const why = wordFetchFault(fault("connection-refused"), { ...asked, url, labFaults });
  expect(why.remedy).toBe(
    `Start the TFTP server on 127.0.0.1, or enter the port that it listens on. ${inLab}`,
  );
  expect(wordFetchFault(fault("connection-refused"), { ...asked, url }).remedy).not.toContain("Lab");
});

test("the faults from Lab are named once in a remedy, whether it was worded with the fault or later", () => {
  for (const code of ["connection-refused", "image-damaged", "protocol-error"] as const) {
    const failed = wordFetchFault(fault(code, "It is broken.", "Fix it."), { ...asked, url, labFaults });
    const { remedy } = explain({
      ...asked,
      url,
      labFaults,
      fault: failed,
      own: false,
      atJoin: false,
      over: "TFTP",
      away: false,
      master: null,
      nextRetryAt: null,
    });
    expect(remedy?.split(inLab)).toHaveLength(2);
  }
});
