/**
 * Logs captured in the field, as the whole simulation writes them: the console of an access point that downloads at join
 * and of one that cannot, and the controller's lines. Names, addresses, versions and times are the lab's; the kinds of
 * lines and their order are the captured ones.
 */
import { expect, test } from "vitest";
import { fault } from "@/lib/contracts/fault";
import { labSchema } from "@/lib/contracts/lab";
import type { ProfileOrder } from "@/lib/contracts/profile";
import { OLD, profile, sftpProfile, type TestLab, testLab } from "@/lib/testing/simulation-lab";

const lab = (running: string, host = "C9105AXI-E") =>
  labSchema.parse({
    controller: {
      name: "9120-EWC",
      ip: "172.16.4.26",
      ap: "host",
      running: OLD,
      ownImageBytes: 70_512_640,
    },
    aps: [
      {
        name: "host",
        model: host,
        ip: "172.16.4.27",
        running: OLD,
        radioMac: "6c41.0e22.10a0",
        ethernetMac: "6c41.0e16.d3c4",
      },
      {
        name: "AP-9105",
        model: "C9105AXI-E",
        ip: "172.16.4.34",
        running,
        backup: "8.10.130.0",
        radioMac: "0cd0.f897.ade0",
        ethernetMac: "0cd0.f894.1f3c",
      },
    ],
  });
const consoleLines = (of: TestLab) =>
  of.lines.filter((l) => l.source === "console" && l.apId === "0cd0.f897.ade0").map((l) => l.text);
/** How many lines of dots there are depends on the clock. */
const withoutDots = (lines: readonly string[]) =>
  lines.filter((line) => !/^<?\.+(Discarding .*)?$/.test(line));

test("the console of a successful download is the captured one, line by line, and ends in > 70512640 bytes, 51208 msgs, 601 last", async () => {
  const running = testLab({ lab: lab("17.3.3.26") });
  await running.start();
  await running.clock.until(() => running.ap("AP-9105").joined);
  const lines = consoleLines(running);
  for (const line of lines) expect(line).toMatch(/^\[\*\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d\.\d{3}0\] /);
  const said = lines.map((line) => line.slice(28));
  const dots = said.filter((line) => /^<?\.+/.test(line)).join("");
  expect(dots.replace(/Discarding[^.]*\(type 9\)[^.]*\./g, "")).toMatch(/^<\.{256}> 70512640 bytes/);
  expect(dots).toContain("Discarding msg CAPWAP_WTP_EVENT_REQUEST(type 9) in CAPWAP state: Image Data(10).");
  const from = said.indexOf("CAPWAP State: Image Data");
  const until = said.indexOf("status 'Image signing verify success.'") + 1;
  expect(withoutDots(said.slice(from, until)).map((line) => line.replace(/^<?\.+>/, ">"))).toEqual([
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
    "> 70512640 bytes, 51208 msgs, 601 last",
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

test("the console of a failed download is the captured one of the older firmware, line by line and at its seconds", async () => {
  const running = testLab({ lab: lab("17.3.2.32", "C9120AXI-E") });
  await running.start();
  await running.clock.until(() => running.ap("AP-9105").fault !== null);
  const lines = running.lines.filter((l) => l.source === "console" && l.apId === "0cd0.f897.ade0");
  const began = lines.findIndex((l) => l.text.endsWith("CAPWAP State: Image Data"));
  const { at } = lines[began] ?? { at: 0 };
  const said = lines.slice(began).map((l) => [Math.round((l.at - at) / 1000), l.text.slice(28)]);
  expect(said.slice(0, 24)).toEqual([
    [0, "CAPWAP State: Image Data"],
    [0, "AP image version 17.3.2.32 backup 8.10.130.0, Controller 17.9.4.27"],
    [0, "Version does not match."],
    [0, "upgrade.sh: Script called with args:[PRECHECK]"],
    [0, "do PRECHECK, part2 is active part"],
    [0, "upgrade.sh: /tmp space: OK available 101272, required 40000"],
    [0, "wtpImgFileReadRequest: request ap1g8, local /tmp/part.tar"],
    [0, "Image Data Request sent to 172.16.4.26, fileName [ap1g8], slaveStatus 0"],
    [0, "Image Data Response from 172.16.4.26"],
    [0, "AC accepted join request with result code: 0"],
    [9, "Discarding msg CAPWAP_WTP_EVENT_REQUEST(type 9) in CAPWAP state: Image Data(10)."],
    [28, "Discarding msg CAPWAP_WTP_EVENT_REQUEST(type 9) in CAPWAP state: Image Data(10)."],
    [29, ""],
    [29, "Going to restart CAPWAP (reason : image download cannot start)..."],
    [29, ""],
    [29, "Restarting CAPWAP State Machine."],
    [29, "Image Data Request sent to 172.16.4.26, fileName [ap1g8], slaveStatus 1"],
    [29, ""],
    [29, "CAPWAP State: DTLS Teardown"],
    [29, "Aborting image download(0x0): Dtls cleanup, ap1g8"],
    [29, "upgrade.sh: Script called with args:[ABORT]"],
    [29, "do ABORT, part2 is active part"],
    [29, "upgrade.sh: Cleanup tmp files ..."],
    [29, "Discarding msg CAPWAP_WTP_EVENT_REQUEST(type 9) in CAPWAP state: DTLS Teardown(4)."],
  ]);
});

const STAMP = String.raw`^\*Feb 1 \d\d:\d\d:\d\d\.\d{3}: `;
const INSTALL = "Chassis 1 R0/0: install_engine:";
const disjoined = (outcome: string) =>
  new RegExp(
    `${STAMP}%CAPWAPAC_SMGR_TRACE_MESSAGE-5-AP_JOIN_DISJOIN: Chassis 1 R0/0: wncd: AP Event: AP Name: AP-9105 Mac: 0cd0\\.f897\\.ade0 Session-IP: 172\\.16\\.4\\.34\\[5248\\] 172\\.16\\.4\\.26\\[5246\\] Disjoined Image Download ${outcome}$`,
  );
const started = (url: string) =>
  new RegExp(`${STAMP}%INSTALL-5-INSTALL_START_INFO: ${INSTALL} Started install add ${url}$`);
const failed = (url: string, cause: string) =>
  new RegExp(
    `${STAMP}%INSTALL-3-OPERATION_ERROR_MESSAGE: ${INSTALL} Failed to install_add package ${url}, Error: Failed to download file ${url}: ${cause}$`,
  );

test.each<[string, ProfileOrder, string, string, boolean]>([
  [
    "SFTP, wrong path",
    { ...sftpProfile, imagePath: "Wrong-Path", servicePort: 22 },
    "sftp://\\*{6}@127\\.0\\.0\\.1/Wrong-Path/ap1g8",
    "No such file or directory",
    false,
  ],
  [
    "TFTP, wrong path",
    { ...profile, imagePath: "Wrong-Path", servicePort: 69 },
    "tftp://127\\.0\\.0\\.1/Wrong-Path/ap1g8",
    "No such file or directory",
    false,
  ],
  [
    "TFTP, no answer",
    { ...profile, imagePath: "EWC/17_9_4a", servicePort: 69 },
    "tftp://127\\.0\\.0\\.1/EWC/17_9_4a/ap1g8",
    "Timed out",
    true,
  ],
])("the controller's lines of a failure are the captured ones: %s", async (_, order, url, cause, isDown) => {
  const running = testLab({ lab: lab("17.3.3.26", "C9120AXI-E") });
  if (isDown) running.server.down = fault("timed-out");
  await running.start();
  await running.save(order);
  const syslog = () => running.lines.filter((l) => l.source === "syslog").map((l) => l.text);
  await running.clock.until(() => syslog().filter((line) => failed(url, cause).test(line)).length > 1);
  const kinds = [disjoined("Failed"), started(url), failed(url, cause)];
  const seen = syslog().flatMap((line) => kinds.findIndex((kind) => kind.test(line)) + 1 || []);
  expect(seen.join("")).toMatch(isDown ? /^21.*3/ : /^231231?/);
});

test("the controller's lines of a success are the captured ones", async () => {
  const running = testLab({ lab: lab("17.3.3.26", "C9120AXI-E") });
  running.server.files.set("EWC_17_9_4a/ap1g8", {
    size: 70_512_640,
    version: OLD,
    family: "ap1g8",
    intact: true,
  });
  await running.start();
  await running.save({ ...sftpProfile, imagePath: "EWC_17_9_4a", servicePort: 22 });
  await running.clock.until(() => running.ap("AP-9105").joined);
  const syslog = running.lines.filter((l) => l.source === "syslog").map((l) => l.text);
  const completed = new RegExp(
    `${STAMP}%INSTALL-5-INSTALL_COMPLETED_INFO: ${INSTALL} Completed install add sftp://\\*{6}@127\\.0\\.0\\.1/EWC_17_9_4a/ap1g8$`,
  );
  const order = [completed, disjoined("Success")].map((kind) => syslog.findIndex((line) => kind.test(line)));
  expect(order[0]).toBeGreaterThan(-1);
  expect(order[1]).toBeGreaterThan(order[0] ?? 0);
});
