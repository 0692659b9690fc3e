/** Two captured consoles, line by line: this program must print the same. */
import { expect, test } from "vitest";
import { type ConsoleNote, type ConsoleSpeaker, consoleLines } from "./console-lines";

const newer: ConsoleSpeaker = {
  running: "17.3.3.26",
  dialect: null,
  active: "part2",
  model: "C9105AXI-E",
  controllerIp: "172.16.4.26",
};
const older: ConsoleSpeaker = { ...newer, running: "17.3.2.32" };
const print = (speaker: ConsoleSpeaker, ...notes: ConsoleNote[]) =>
  notes.flatMap((n) => consoleLines(n, speaker).map(({ text }) => text));
const begin: ConsoleNote[] = [
  { note: "capwap-state", state: "Image Data" },
  { note: "version-differs", running: "17.3.3.26", backup: "8.10.130.0", controller: "17.9.4.27" },
  { note: "image-request", image: "ap1g8" },
];

test("a join-time download begins as captured from newer firmware", () => {
  expect(print(newer, ...begin)).toEqual([
    "CAPWAP State: Image Data",
    "AP image version 17.3.3.26 backup 8.10.130.0, Controller 17.9.4.27",
    "Version does not match.",
    "Request to close the file..",
    "wtpOpenImgFile: image file closed, dcb->fd set to -1.",
    "status 'upgrade.sh: Script called with args:[PRECHECK]'",
    "do PRECHECK, part2 is active part",
    "status 'upgrade.sh: Cleanup tmp files ...'",
    "status 'upgrade.sh: /tmp space: OK available 96064, required 50000 '",
    "wtpOpenImgFile: request ap1g8, local /tmp/part.tar",
    "wtpOpenImgFile: open (/tmp/part.tar) image file success",
    "Using fd(37559296) for image writing to file(/tmp/part.tar)",
    "Image Data Request sent to 172.16.4.26, fileName [ap1g8], replicaStatus 1",
    "Image Data Response from 172.16.4.26",
    "AC accepted previous sent request with result code: 0",
  ]);
});

test("a join-time download ends as captured, up to the signature check", () => {
  const received: ConsoleNote = { note: "received", image: "ap1g8", pre: false };
  expect(print(newer, received, { note: "signature-good" })).toEqual([
    "Last block stored, IsPre 0, WriteTaskId 0",
    "Request to close the file..",
    "wtpOpenImgFile: image file closed, dcb->fd set to -1.",
    "Image transfer completed from WLC, last 1",
    "Request to close the file..",
    "wtpOpenImgFile: image file closed, dcb->fd set to -1.",
    "in (CAPWAP_MSGELE_IMAGE_DATA_msg_dec_cb) Enabling radCfg.is_oob_image_dnld_supported",
    "wtp_delayed_event_handle_write_image_to_storage(10): fileName ap1g8, pre 0",
    "wtp_delayed_event_handle_write_image_to_storage(10): fileName ap1g8, pre 0",
    "status 'upgrade.sh: Script called with args:[PREDOWNLOAD]'",
    "do PREDOWNLOAD, part2 is active part",
    "status 'upgrade.sh: Creating before-upgrade.log'",
    "status 'upgrade.sh: Start doing upgrade arg1=PREDOWNLOAD arg2= arg3= ...'",
    "status 'upgrade.sh: Using image /tmp/part.tar on ax-bcm32 ...'",
    "status 'Image signing verify success.'",
  ]);
});

test("a download that cannot start prints the lines captured from older firmware", () => {
  expect(
    print(
      older,
      { note: "image-request", image: "ap1g8" },
      { note: "cannot-start", image: "ap1g8" },
      { note: "teardown", image: "ap1g8" },
    ),
  ).toEqual([
    "upgrade.sh: Script called with args:[PRECHECK]",
    "do PRECHECK, part2 is active part",
    "upgrade.sh: /tmp space: OK available 101272, required 40000",
    "wtpImgFileReadRequest: request ap1g8, local /tmp/part.tar",
    "Image Data Request sent to 172.16.4.26, fileName [ap1g8], slaveStatus 0",
    "Image Data Response from 172.16.4.26",
    "AC accepted join request with result code: 0",
    "",
    "Going to restart CAPWAP (reason : image download cannot start)...",
    "",
    "Restarting CAPWAP State Machine.",
    "Image Data Request sent to 172.16.4.26, fileName [ap1g8], slaveStatus 1",
    "",
    "CAPWAP State: DTLS Teardown",
    "Aborting image download(0x0): Dtls cleanup, ap1g8",
    "upgrade.sh: Script called with args:[ABORT]",
    "do ABORT, part2 is active part",
    "upgrade.sh: Cleanup tmp files ...",
    "Discarding msg CAPWAP_WTP_EVENT_REQUEST(type 9) in CAPWAP state: DTLS Teardown(4).",
  ]);
});

test("a predownload prints IsPre 1 and writes the inactive partition", () => {
  const received: ConsoleNote = { note: "received", image: "ap1g7", pre: true };
  const lines = print({ ...newer, active: "part1" }, received, {
    note: "written",
    old: "17.3.3.26",
    new: "17.12.1.5",
  });
  expect(lines[0]).toBe("Last block stored, IsPre 1, WriteTaskId 0");
  expect(lines.slice(-5)).toEqual([
    "part to upgrade is part2",
    "AP version1: part2 17.3.3.26, img 17.12.1.5",
    "Extracting and verifying image in part2...",
    "Finished upgrade task.",
    "AP backup version: 17.12.1.5",
  ]);
});

test("the older firmware does not wrap what its script says, up to the signature check", () => {
  const lines = print(
    { ...older, dialect: null },
    { note: "received", image: "ap1g8", pre: false },
    { note: "signature-good" },
  );
  expect(lines.filter((line) => line.includes("status '"))).toEqual([]);
  expect(lines.at(-1)).toBe("Image signing verify success.");
});

test("an access point's own dialect goes before the one of its running version", () => {
  const request: ConsoleNote = { note: "image-request", image: "ap1g8" };
  expect(print({ ...newer, dialect: "older" }, request)).toEqual(print(older, request));
  expect(print({ ...older, dialect: "newer" }, request)).toEqual(print(newer, request));
});
