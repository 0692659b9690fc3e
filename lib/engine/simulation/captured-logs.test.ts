/**
 * Logs captured in the field, as the whole simulation writes them: the console of an access point that downloads at join,
 * the console of one that cannot, and the controller's syslog. Each line of a capture is its text and the milliseconds
 * since the line before.
 */
import { expect, test } from "vitest";
import { type Fault, fault } from "@/lib/contracts/fault";
import { type LabApInput, labSchema } from "@/lib/contracts/lab";
import type { NewLogLine } from "@/lib/contracts/logs";
import type { ProfileOrder } from "@/lib/contracts/profile";
import { consoleStamp, syslogStamp } from "@/lib/kit/time-text";
import { OLD, profile, sftpProfile, type TestLab, testLab } from "@/lib/testing/simulation-lab";

type Captured = readonly [gapMs: number, text: string];

/** The controller on an access point of this model, and one other access point. */
const labWith = (host: string, ap: LabApInput, ownImageBytes = 8_388_608) =>
  labSchema.parse({
    controller: { name: "9120-EWC", ip: "172.16.4.26", ap: "host", running: OLD, ownImageBytes },
    aps: [
      {
        name: "host",
        model: host,
        ip: "172.16.4.27",
        running: OLD,
        radioMac: "6c41.0e22.10a0",
        ethernetMac: "6c41.0e16.d3c4",
      },
      ap,
    ],
  });
const captured = (over: Partial<LabApInput>): LabApInput => ({
  name: "AP-9105",
  model: "C9105AXI-E",
  ip: "172.16.4.35",
  running: "17.3.3.26",
  backup: "8.10.130.0",
  radioMac: "4cec.0f10.8a20",
  ethernetMac: "4cec.0f0d.52e4",
  ...over,
});

/** The lines are the captured ones, and so are the gaps between them: within 5 %, or 2 ms. */
function expectCaptured(
  lines: readonly Pick<NewLogLine, "at" | "text">[],
  stampOf: (at: number) => string,
  expected: readonly Captured[],
): void {
  const stamped = lines.map(({ at, text }) => [text.startsWith(stampOf(at)), text.slice(stampOf(at).length)]);
  expect(stamped).toEqual(expected.map(([, text]) => [true, text]));
  for (const [i, [gapMs, text]] of expected.entries()) {
    const actual = (lines[i]?.at ?? Number.NaN) - (lines[i - 1]?.at ?? lines[i]?.at ?? Number.NaN);
    const off = Math.abs(actual - gapMs);
    expect(off, `${actual} ms instead of ${gapMs} ms before: ${text}`).toBeLessThanOrEqual(
      Math.max(2, gapMs * 0.05),
    );
  }
}

/** The console of the access point, from its first Image Data on. */
function consoleFrom(lab: TestLab, count: number): NewLogLine[] {
  const lines = lab.lines.filter((l) => l.source === "console" && l.apId === "4cec.0f10.8a20");
  const from = lines.findIndex((l) => l.text.endsWith("CAPWAP State: Image Data"));
  return lines.slice(from, from + count);
}

const DISCARDING = "Discarding msg CAPWAP_WTP_EVENT_REQUEST(type 9) in CAPWAP state: Image Data(10).";
const CLOSING: readonly Captured[] = [
  [0, "Request to close the file.."],
  [0, "wtpOpenImgFile: image file closed, dcb->fd set to -1."],
];
const STORING = "wtp_delayed_event_handle_write_image_to_storage(10): fileName ap1g8, pre 0";
const DOWNLOADED: readonly Captured[] = [
  [0, "CAPWAP State: Image Data"],
  [1, "AP image version 17.3.3.26 backup 8.10.130.0, Controller 17.9.4.27"],
  [0, "Version does not match."],
  ...CLOSING,
  [91, "status 'upgrade.sh: Script called with args:[PRECHECK]'"],
  [98, "do PRECHECK, part2 is active part"],
  [33, "status 'upgrade.sh: Cleanup tmp files ...'"],
  [127, "status 'upgrade.sh: /tmp space: OK available 96064, required 50000 '"],
  [1, "wtpOpenImgFile: request ap1g8, local /tmp/part.tar"],
  [0, "wtpOpenImgFile: open (/tmp/part.tar) image file success"],
  [0, "Using fd(37559296) for image writing to file(/tmp/part.tar)"],
  [2, "Image Data Request sent to 172.16.4.26, fileName [ap1g8], replicaStatus 1"],
  [4, "Image Data Response from 172.16.4.26"],
  [0, "AC accepted previous sent request with result code: 0"],
  [7, `<${".".repeat(39)}${DISCARDING}`],
  [15_143, ".".repeat(11)],
  [4087, `${".".repeat(46)}${DISCARDING}`],
  [19_376, ".".repeat(4)],
  [1504, DISCARDING],
  [57, ".".repeat(45)],
  [18_637, `${".".repeat(31)}${DISCARDING}`],
  [11_762, ".".repeat(19)],
  [7019, ".".repeat(50)],
  [18_587, `${".".repeat(6)}> 70512640 bytes, 51208 msgs, 601 last`],
  [1746, "Last block stored, IsPre 0, WriteTaskId 0"],
  ...CLOSING,
  [0, "Image transfer completed from WLC, last 1"],
  ...CLOSING,
  [1, "in (CAPWAP_MSGELE_IMAGE_DATA_msg_dec_cb) Enabling radCfg.is_oob_image_dnld_supported"],
  [24, STORING],
  [0, STORING],
  [92, "status 'upgrade.sh: Script called with args:[PREDOWNLOAD]'"],
  [99, "do PREDOWNLOAD, part2 is active part"],
  [32, "status 'upgrade.sh: Creating before-upgrade.log'"],
  [57, "status 'upgrade.sh: Start doing upgrade arg1=PREDOWNLOAD arg2= arg3= ...'"],
  [162, "status 'upgrade.sh: Using image /tmp/part.tar on ax-bcm32 ...'"],
  [7138, "status 'Image signing verify success.'"],
];

const NOT_STARTED: readonly Captured[] = [
  [0, "CAPWAP State: Image Data"],
  [1, "AP image version 17.3.3.26 backup 8.10.130.0, Controller 17.9.4.27"],
  [0, "Version does not match."],
  [61, "upgrade.sh: Script called with args:[PRECHECK]"],
  [96, "do PRECHECK, part2 is active part"],
  [53, "upgrade.sh: /tmp space: OK available 101272, required 40000"],
  [1, "wtpImgFileReadRequest: request ap1g8, local /tmp/part.tar"],
  [2, "Image Data Request sent to 172.16.4.26, fileName [ap1g8], slaveStatus 0"],
  [4, "Image Data Response from 172.16.4.26"],
  [0, "AC accepted join request with result code: 0"],
  [8579, DISCARDING],
  [19_177, DISCARDING],
  [980, ""],
  [0, "Going to restart CAPWAP (reason : image download cannot start)..."],
  [0, ""],
  [7, "Restarting CAPWAP State Machine."],
  [3, "Image Data Request sent to 172.16.4.26, fileName [ap1g8], slaveStatus 1"],
  [37, ""],
  [0, "CAPWAP State: DTLS Teardown"],
  [36, "Aborting image download(0x0): Dtls cleanup, ap1g8"],
  [123, "upgrade.sh: Script called with args:[ABORT]"],
  [101, "do ABORT, part2 is active part"],
  [48, "upgrade.sh: Cleanup tmp files ..."],
  [54, "Discarding msg CAPWAP_WTP_EVENT_REQUEST(type 9) in CAPWAP state: DTLS Teardown(4)."],
];

const INSTALL = "Chassis 1 R0/0: install_engine:";
const started = (url: string) => `%INSTALL-5-INSTALL_START_INFO: ${INSTALL} Started install add ${url}`;
const failed = (url: string, cause: string) =>
  `%INSTALL-3-OPERATION_ERROR_MESSAGE: ${INSTALL} Failed to install_add package ${url}, Error: Failed to download file ${url}: ${cause}`;
const disjoined = (name: string, mac: string, ip: string, outcome: string) =>
  `%CAPWAPAC_SMGR_TRACE_MESSAGE-5-AP_JOIN_DISJOIN: Chassis 1 R0/0: wncd: AP Event: AP Name: ${name} Mac: ${mac} Session-IP: ${ip}[5248] 172.16.4.26[5246] Disjoined Image Download ${outcome}`;
const NOT_JOINED = disjoined("AP-9117", "0cd0.f897.ade0", "172.16.4.34", "Failed");

const syslogStart = (at: number) => `${syslogStamp(at)}: `;
const syslogOf = (lab: TestLab, texts: readonly string[]) =>
  lab.lines.filter(
    (l) => l.source === "syslog" && texts.some((text) => l.text === `${syslogStart(l.at)}${text}`),
  );

/** What the controller prints about an access point that cannot fetch its image, from a disjoin on. */
async function failingSyslog(order: ProfileOrder, texts: readonly string[], down: Fault | null) {
  const ap = captured({
    name: "AP-9117",
    model: "C9117AXI-E",
    ip: "172.16.4.34",
    radioMac: "0cd0.f897.ade0",
    ethernetMac: "0cd0.f894.1f3c",
  });
  const lab = testLab({ lab: labWith("C9120AXI-E", ap) });
  lab.server.down = down;
  await lab.start();
  await lab.clock.until(() => syslogOf(lab, [NOT_JOINED]).length > 0);
  await lab.save(order);
  await lab.clock.until(() => syslogOf(lab, texts.slice(-1)).length > 0);
  return texts.flatMap((text) => syslogOf(lab, [text])[0] ?? []);
}

test("both captured consoles and the captured syslog are printed line by line, each gap within 5 % or 2 ms", async () => {
  const downloading = testLab({ lab: labWith("C9105AXI-E", captured({}), 70_512_640) });
  await downloading.start();
  await downloading.clock.until(() => downloading.ap("AP-9105").joined);
  const stamp = (at: number) => `${consoleStamp(at)} `;
  expectCaptured(consoleFrom(downloading, DOWNLOADED.length), stamp, DOWNLOADED);

  const failing = testLab({ lab: labWith("C9120AXI-E", captured({ consoleDialect: "older" })) });
  await failing.start();
  await failing.clock.until(() => consoleFrom(failing, 99).length > NOT_STARTED.length);
  expectCaptured(consoleFrom(failing, NOT_STARTED.length), stamp, NOT_STARTED);

  const folder = "Documents/sftp_files/EWC_17_9_4a";
  const succeeding = testLab({
    lab: labWith(
      "C9120AXI-E",
      captured({
        name: "AP-POD-2-2",
        model: "AIR-AP2802I-E-K9",
        ip: "172.16.4.33",
        radioMac: "2c5a.0f40.6920",
        ethernetMac: "2c5a.0f3a.91b8",
      }),
    ),
  });
  // The size is not in the capture: it follows from its time.
  const ap3g3 = { size: 40_004 * 1377, version: OLD, family: "ap3g3", intact: true };
  succeeding.server.files.set(`${folder}/ap3g3`, ap3g3);
  await succeeding.start();
  await succeeding.save({ ...sftpProfile, imageServer: "172.16.5.62", imagePath: folder, servicePort: 22 });
  await succeeding.clock.until(() => succeeding.ap("AP-POD-2-2").joined);
  const success: Captured[] = [
    [
      0,
      `%INSTALL-5-INSTALL_COMPLETED_INFO: ${INSTALL} Completed install add sftp://******@172.16.5.62/${folder}/ap3g3`,
    ],
    [83_612, disjoined("AP-POD-2-2", "2c5a.0f40.6920", "172.16.4.33", "Success")],
  ];
  expectCaptured(
    syslogOf(
      succeeding,
      success.map(([, text]) => text),
    ),
    syslogStart,
    success,
  );

  const failures: {
    order: ProfileOrder;
    url: string;
    cause: string;
    gaps: [number, number];
    down: Fault | null;
  }[] = [
    {
      order: {
        ...sftpProfile,
        imageServer: "172.16.5.62",
        imagePath: "Documents/Wrong-Path",
        servicePort: 22,
      },
      url: "sftp://******@172.16.5.62/Documents/Wrong-Path/ap1g6",
      cause: "No such file or directory",
      gaps: [3217, 8405],
      down: null,
    },
    {
      order: { ...profile, imageServer: "172.16.5.27", imagePath: "Wrong-Path", servicePort: 69 },
      url: "tftp://172.16.5.27/Wrong-Path/ap1g6",
      cause: "No such file or directory",
      gaps: [3152, 2083],
      down: null,
    },
    {
      order: { ...profile, imageServer: "172.16.5.199", imagePath: "EWC/17_9_4a", servicePort: 69 },
      url: "tftp://172.16.5.199/EWC/17_9_4a/ap1g6",
      cause: "Timed out",
      gaps: [3153, 40_067],
      down: fault("timed-out"),
    },
  ];
  for (const { order, url, cause, gaps, down } of failures) {
    const lines: Captured[] = [
      [0, NOT_JOINED],
      [gaps[0], started(url)],
      [gaps[1], failed(url, cause)],
    ];
    expectCaptured(
      await failingSyslog(
        order,
        lines.map(([, text]) => text),
        down,
      ),
      syslogStart,
      lines,
    );
  }
});
