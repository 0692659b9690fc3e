/** A pasted listing of any number of made-up access points, for tests. */

const SUMMARY_HEADING =
  "AP Name                          Slots AP Model             Ethernet MAC   Radio MAC      CC   RD   IP Address                                State        Location";
const IMAGE_HEADING =
  "AP Name                           Primary Image          Backup Image            Predownload Status   Predownload Version  Next Retry Time   Retry Count   Method";
const hex = (n: number) => n.toString(16).padStart(4, "0");
const MODELS = ["C9120AXI-E", "C9105AXW-E", "C9130AXI-E", "AIR-AP1815I-E-K9"];

const summaryRow = (n: number, state = "Registered") =>
  `${`HQ-AP-${n}`.padEnd(32)} 2     ${(MODELS[n % 4] ?? "").padEnd(20)} 687d.b402.${hex(n)} 687d.b475.${hex(n)} DE   -E   ${`10.20.${n >> 8}.${n & 255}`.padEnd(41)} ${state.padEnd(12)} building ${n % 7}`;
const imageRow = (n: number, status = "None", retries = 0) =>
  `${`HQ-AP-${n}`.padEnd(33)} 17.9.4.27              17.6.1.13               ${status.padEnd(20)} 0.0.0.0              N/A               ${retries}             N/A`;

/** Output of a real terminal: a pager prompt in the middle, erased by backspaces. */
const paged = (lines: string[]) =>
  lines.flatMap((line, i) =>
    i % 40 === 39 ? [` --More-- \b\b\b\b\b\b\b\b\b\b          \b\b\b\b\b\b\b\b\b\b${line}`] : [line],
  );

/**
 * Several commands of one session and the console of an access point, as somebody copies them from a terminal. Number 7 of
 * the access points is not joined, number 9 has a failed predownload, and the last line belongs to no output.
 */
export function fleetPaste(count: number): string {
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  return [
    "hq-ewc#terminal length 0",
    "hq-ewc#show version",
    "Cisco IOS XE Software, Version 17.09.04a",
    "Cisco IOS Software [Cupertino], C9800-AP Software (C9800-AP-K9_IOSXE-UNIVERSALK9-M), Version 17.9.4a, RELEASE SOFTWARE",
    "",
    "hq-ewc uptime is 12 weeks, 3 days",
    "cisco C9120AXI-E (VXE) processor (revision VXE) with 167216K bytes of memory.",
    "Configuration register is 0x2102",
    "",
    "hq-ewc#show inventory",
    'NAME: "Chassis", DESCR: "Embedded wireless controller"',
    "PID: C9120AXI-E        , VID: V01  , SN: FOC00000001",
    "",
    "hq-ewc#show install summary",
    "[ Chassis 1/R0 ] Installed Package(s) Information:",
    "State (St): I - Inactive, U - Activated & Uncommitted,",
    "            C - Activated & Committed, D - Deactivated & Uncommitted",
    "--------------------------------------------------------------------------------",
    "Type  St   Filename/Version",
    "--------------------------------------------------------------------------------",
    "IMG   C    17.09.04.0.27",
    "IMG   I    17.06.01.0.13",
    "",
    "Auto abort timer: inactive",
    "hq-ewc#show chassis",
    "Chassis/Stack Mac Address : 687d.b402.0004 - Local Mac Address",
    "*1       Active   687d.b402.0004     1      V01     Ready                10.20.0.4",
    "hq-ewc#show ap summary",
    `Number of APs: ${count}`,
    "",
    SUMMARY_HEADING,
    "-".repeat(165),
    ...paged(numbers.map((n) => summaryRow(n, n === 7 ? "Downloading" : "Registered"))),
    "",
    "hq-ewc#show ap image",
    `Total number of APs  : ${count}`,
    "",
    IMAGE_HEADING,
    "-".repeat(163),
    ...paged(numbers.map((n) => (n === 9 ? imageRow(n, "Failed", 4) : imageRow(n)))),
    "",
    "hq-ewc#show ap name HQ-AP-3 config general",
    "Cisco AP Name   : HQ-AP-3",
    "=================================================",
    "",
    "Cisco AP Identifier                             : 687d.b475.0003",
    "Country Code                                    : DE",
    "AP Regulatory Domain",
    "  802.11bg                                      : -E",
    "MAC Address                                     : 687d.b402.0003",
    "IP Address                                      : 10.20.0.3",
    "CAPWAP Path MTU                                 : 1300",
    "Primary Cisco Controller Name                   : hq-ewc",
    "Secondary Cisco Controller Name                 : old-wlc",
    "Tertiary Cisco Controller Name                  : Not Configured",
    "Operation State                                 : Registered",
    "Software Version                                : 17.9.4.27",
    "AP Model                                        : AIR-AP1815I-E-K9",
    "AP Up Time                                      : 1 day 2 hours 0 minutes 5 seconds",
    "hq-ewc#show running-config | section image-download",
    "wireless profile image-download default",
    " image-download-mode sftp",
    " sftp-image-server 192.0.2.10",
    " sftp-image-path images/EWC_17_12_1/",
    " sftp-username ewc",
    " sftp-password 0 secret",
    "hq-ewc#",
    "HQ-AP-5#show logging",
    "[*01/30/2024 21:41:35.4650] Image Data Request sent to 10.20.0.4, fileName [ap1g8], replicaStatus 1",
    "[*01/30/2024 21:43:11.4650] ......> 70512640 bytes, 51208 msgs, 601 last",
    "HQ-AP-5#",
    "what is this line doing here",
  ].join("\r\n");
}
