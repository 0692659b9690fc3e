/** Event sentences and severities. */
import { expect, test } from "vitest";
import type { EventOf, EventType, NewEvent } from "@/lib/contracts/events";
import { eventSeverity, eventText } from "./event-text";

const apId = "0000.0000.0010";
const fault = { code: "timed-out" as const, message: "The server did not answer." };
const text = (event: NewEvent): string => eventText({ ...event, seq: 1, at: 1, wallAt: 1 });

test("the text of a failed predownload names the cause and whether it will be retried", () => {
  const failed = (retryAt: number | null) =>
    text({ type: "ap.predownload.failed", data: { apId, fault, retryAt, retryCount: 1 } });
  expect(failed(null)).toBe("Predownload failed: The server did not answer.");
  expect(failed(5)).toBe("Predownload failed: The server did not answer. It will be retried.");
});

test("the text of an upgrade event names the user, when known", () => {
  expect(text({ type: "upgrade.started", data: { upgradeId: "u", by: "anna" } })).toBe(
    "Upgrade started by anna",
  );
  expect(text({ type: "upgrade.activated", data: { upgradeId: "u" } })).toBe("Upgrade activated");
});

test("the text of a reboot says by whom or what, also for events that version 0.1 stored", () => {
  const rebooted = (reason: string) => text({ type: "ap.rebooted", data: { apId, reason } });
  expect(rebooted("by Activate")).toBe("Rebooted by Activate");
  expect(rebooted("The controller was activated.")).toBe("Rebooted: The controller was activated.");
});

test("an IPv6 address is in brackets before its port", () => {
  expect(text({ type: "server.started", data: { server: "tftp", address: "::1", port: 69 } })).toBe(
    "TFTP server started on [::1]:69",
  );
});

test("failures are errors, interruptions are warnings, everything else is a notice", () => {
  expect(eventSeverity("ap.image-download-failed")).toBe(3);
  expect(eventSeverity("host-key.refused")).toBe(3);
  expect(eventSeverity("ap.disjoined")).toBe(4);
  expect(eventSeverity("ap.joined")).toBe(5);
});

/** One event of each type with its sentence. A new type does not compile before it is here. */
const told: { [T in EventType]: [data: EventOf<T>["data"], sentence: string] } = {
  "ap.added": [{ apId }, "Added to the lab"],
  "ap.removed": [{ apId, name: "9120-spare" }, "9120-spare removed from the lab"],
  "ap.joined": [{ apId, version: "17.12.1.5" }, "Joined with 17.12.1.5"],
  "ap.disjoined": [{ apId, reason: "Image Download Failed" }, "Disjoined: Image Download Failed"],
  "ap.rebooted": [{ apId, reason: "by Activate" }, "Rebooted by Activate"],
  "ap.image-downloaded": [{ apId, version: "17.12.1.5" }, "Downloaded 17.12.1.5 before joining"],
  "ap.image-download-failed": [{ apId, fault }, "Image download failed: The server did not answer."],
  "ap.predownload.initiated": [{ apId }, "Predownload initiated"],
  "ap.predownload.started": [
    { apId, method: "TFTP", image: "ap1g7" },
    "Predownload of ap1g7 over TFTP started",
  ],
  "ap.predownload.completed": [{ apId, version: "17.12.1.5" }, "Predownload complete: 17.12.1.5"],
  "ap.predownload.failed": [
    { apId, fault, retryAt: 5, retryCount: 1 },
    "Predownload failed: The server did not answer. It will be retried.",
  ],
  "ap.controller-image.failed": [
    { apId, fault, retryAt: 5, retryCount: 1 },
    "Controller image failed: The server did not answer. It will be retried.",
  ],
  "ap.predownload.unsupported": [{ apId, fault }, "Predownload not supported: The server did not answer."],
  "ap.swapped": [{ apId, version: "17.12.1.5" }, "Swapped to 17.12.1.5"],
  "ap.flashed": [{ apId, running: "17.9.4.27", backup: null }, "Lab wrote 17.9.4.27 to flash"],
  "image-master.elected": [{ apId, family: "ap1g7" }, "Elected as image master for ap1g7"],
  "transfer.started": [{ transferId: "t", path: "EWC/ap1g7", apId }, "Transfer of EWC/ap1g7 started"],
  "transfer.completed": [
    { transferId: "t", path: "EWC/ap1g7", apId, bytes: 1 },
    "Transfer of EWC/ap1g7 complete",
  ],
  "transfer.failed": [
    { transferId: "t", path: "EWC/ap1g7", apId, fault },
    "Transfer of EWC/ap1g7 failed: The server did not answer.",
  ],
  "transfer.aborted": [{ transferId: "t", path: "EWC/ap1g7", apId }, "Transfer of EWC/ap1g7 aborted"],
  "install.started": [{ url: "tftp://x/a", apId }, "Started install add tftp://x/a"],
  "install.completed": [{ url: "tftp://x/a", apId }, "Completed install add tftp://x/a"],
  "install.failed": [
    { url: "tftp://x/a", apId, fault },
    "Failed install add tftp://x/a: The server did not answer.",
  ],
  "releases.checked": [
    { suggested: "17.12.1", latest: "17.15.2", fault: null },
    "Checked for new software: suggested 17.12.1, latest 17.15.2",
  ],
  "profile.saved": [{ by: "anna" }, "Image download profile saved by anna"],
  "profile.removed": [{ by: "anna" }, "Image download profile removed by anna"],
  "host-key.pinned": [
    { server: "192.0.2.1", port: 22, fingerprint: "SHA256:a" },
    "Host key of 192.0.2.1:22 pinned on the first connection: SHA256:a",
  ],
  "host-key.refused": [
    { server: "192.0.2.1", port: 22, fingerprint: "SHA256:b", pinned: "SHA256:a" },
    "Host key of 192.0.2.1:22 rejected: SHA256:b does not match the pinned key SHA256:a",
  ],
  "host-key.accepted": [
    { server: "192.0.2.1", port: 22, fingerprint: "SHA256:b", by: "anna" },
    "New host key of 192.0.2.1:22 accepted by anna: SHA256:b",
  ],
  "upgrade.started": [{ upgradeId: "u", by: "anna" }, "Upgrade started by anna"],
  "upgrade.stage-entered": [{ upgradeId: "u", stage: "predownload" }, "Upgrade entered stage predownload"],
  "upgrade.ready": [{ upgradeId: "u" }, "Upgrade ready to activate"],
  "upgrade.canceled": [{ upgradeId: "u", by: "anna" }, "Upgrade canceled by anna"],
  "upgrade.failed": [{ upgradeId: "u", fault }, "Upgrade failed: The server did not answer."],
  "upgrade.activated": [{ upgradeId: "u", by: "anna" }, "Upgrade activated by anna"],
  "upgrade.ended": [
    { upgradeId: "u", onTarget: 11, total: 12 },
    "Upgrade ended: 11 of 12 access points run the new version",
  ],
  "upgrade.rolled-back": [
    { upgradeId: "u", version: "17.9.4.27", by: "anna" },
    "Rolled back to 17.9.4.27 by anna",
  ],
  "controller.renamed": [{ name: "lobby", by: "anna" }, "Controller renamed to lobby by anna"],
  "controller.committed": [
    { version: "17.12.1.5", by: "anna" },
    "Controller version 17.12.1.5 committed by anna",
  ],
  "controller.image-removed": [
    { version: "17.9.4.27", by: "anna" },
    "Inactive version 17.9.4.27 removed by anna",
  ],
  "controller.reloaded": [{ version: "17.12.1.5" }, "Controller reloaded with 17.12.1.5"],
  "image-set.imported": [{ name: "EWC_17_12_1", by: "anna" }, "Image set EWC_17_12_1 imported by anna"],
  "image-set.removed": [{ name: "EWC_17_12_1" }, "Image set EWC_17_12_1 removed"],
  "image-set.changed": [{ name: "EWC_17_12_1" }, "Image set EWC_17_12_1 changed on disk"],
  "uploaded-image.received": [
    { name: "bundle.zip", by: "anna" },
    "Uploaded image bundle.zip received by the controller by anna",
  ],
  "uploaded-image.removed": [
    { name: "bundle.zip", by: "anna" },
    "Uploaded image bundle.zip removed from the controller by anna",
  ],
  "lab.changed": [{ what: "TFTP faults", by: "anna" }, "Lab changed by anna: TFTP faults"],
  "server.started": [
    { server: "catalog", address: "0.0.0.0", port: 443 },
    "Software download service started on 0.0.0.0:443",
  ],
  "server.stopped": [{ server: "sftp" }, "SFTP server stopped"],
  "server.failed": [{ server: "tftp", fault }, "TFTP server failed: The server did not answer."],
};

test.each(Object.entries(told))("an event has a sentence of its own: %s", (type, [data, sentence]) => {
  expect(text({ type, data } as NewEvent)).toBe(sentence);
});

test("the text of a failed controller image does not promise a retry that is not planned", () => {
  const data = { apId, fault, retryAt: null, retryCount: 3 };
  expect(text({ type: "ap.controller-image.failed", data })).toBe(
    "Controller image failed: The server did not answer.",
  );
});

test("the text of a flash that Lab wrote names the backup version where it wrote one", () => {
  const data = { apId, running: "17.9.4.27", backup: "17.3.3.26" };
  expect(text({ type: "ap.flashed", data })).toBe("Lab wrote 17.9.4.27 to flash, with backup 17.3.3.26");
});

test("the text of a check for new software says why it failed, or that a release is not offered", () => {
  const checked = (data: EventOf<"releases.checked">["data"]) => text({ type: "releases.checked", data });
  expect(checked({ suggested: null, latest: null, fault })).toBe(
    "Checked for new software: The server did not answer.",
  );
  expect(checked({ suggested: null, latest: "17.15.2", fault: null })).toBe(
    "Checked for new software: suggested none, latest 17.15.2",
  );
  expect(checked({ suggested: "17.12.1", latest: null, fault: null })).toBe(
    "Checked for new software: suggested 17.12.1, latest none",
  );
});

test("the text of a roll-back that nobody ordered says that the new version was not committed", () => {
  expect(text({ type: "upgrade.rolled-back", data: { upgradeId: "u", version: "17.9.4.27" } })).toBe(
    "Rolled back to 17.9.4.27: the new version was not committed in time",
  );
});

test("a server that no longer exists is told by its id", () => {
  expect(text({ type: "server.stopped", data: { server: "ftp" } })).toBe("ftp stopped");
});
