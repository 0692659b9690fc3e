/**
 * Listings as real controllers print them, for tests of pasted text, built from names, addresses, versions and column
 * widths. The license paragraphs around the version are our own words.
 */
export type Capture = "show-ap-summary" | "show-ap-image" | "show-version" | "show-chassis";

/** One line of a table, each cell padded to the width of its column. */
const row = (widths: readonly number[], cells: readonly string[]): string =>
  cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("");

function showApSummary(): string {
  const widths = [33, 6, 21, 15, 15, 5, 5, 42, 13];
  const head = ["AP Name", "Slots", "AP Model", "Ethernet MAC", "Radio MAC", "CC", "RD"];
  const aps = [
    [
      "AP002A.1087.CA0A",
      "AIR-AP2802E-D-K9",
      "002a.1087.ca0a",
      "00a2.eefd.9f20",
      "2001:9:3:13:c822:82c8:32da:484d",
    ],
    ["AP687D.B402.BB44", "C9120AXE-D", "687d.b402.bb44", "687d.b475.dba0", "9.3.13.220"],
    ["AP687D.B402.EF8C", "C9120AXE-D", "687d.b402.ef8c", "687d.b477.7de0", "9.3.13.199"],
    [
      "AP7061.7B5F.1136",
      "AIR-AP3802E-D-K9",
      "7061.7b5f.1136",
      "9077.ee00.c7c0",
      "2001:9:3:13:cc12:f0c6:3777:b777",
    ],
    ["APA4B2.3987.937C", "C9120AXE-D", "a4b2.3987.937c", "a4b2.3983.7580", "9.3.13.200"],
  ] as const;
  return [
    `Number of APs: ${aps.length}`,
    ...["", "CC = Country Code", "RD = Regulatory Domain", ""],
    row(widths, [...head, "IP Address", "State", "Location"]),
    "-".repeat(165),
    ...aps.map(([name, model, ethernet, radio, ip]) =>
      row(widths, [name, "2", model, ethernet, radio, "IN", "-D", ip, "Registered", "default location"]),
    ),
    "",
  ].join("\n");
}

function showApImage(): string {
  const counts = {
    Initiated: "0",
    Downloading: "0",
    Predownloading: "0",
    "Completed downloading": "4",
    "Completed predownloading": "0",
    "Not Supported": "0",
    "Failed to Predownload": "0",
    "Predownload in progress": "No",
  };
  const aps = [
    ["AP002a.106d.2e10", "0.0.0.0"],
    ["wsimap-0001", "8.3.15.109"],
    ["AP501C.B0BC.1448", "17.13.0.30"],
    ["AP4001.7AB2.C1B6", "17.13.0.30"],
    ["APF4DB.E651.2280", "17.13.0.30"],
  ] as const;
  const head = ["AP Name", "Primary Image", "Backup Image", "Predownload Status", "Predownload Version"];
  return [
    `Total number of APs  : ${aps.length}`,
    ...["", "", "Number of APs "],
    ...Object.entries(counts).map(([what, count]) => `        ${what.padEnd(27)}: ${count}`),
    row([34, 23, 24, 21, 21, 18, 14], [...head, "Next Retry Time", "Retry Count", "Method"]),
    "-".repeat(162),
    // The cells of such a controller are not aligned with their headings.
    ...aps.map(([name, backup]) =>
      row([34, 23, 27, 22, 20, 20, 12], [name, "17.13.0.44", backup, "None", "0.0.0.0", "N/A", "0", "N/A"]),
    ),
    "",
  ].join("\n");
}

const showVersion = (): string =>
  [
    "Cisco IOS XE Software, Version BLD_POLARIS_DEV_LATEST_20210112_042049",
    "Cisco IOS Software [Bengaluru], C9800-AP Software (C9800-AP-K9_IOSXE-UNIVERSALK9-M), Experimental Version 17.6.20210112:042415",
    "Compiled Tue 12-Jan-21 00:04 by somebody",
    "",
    "Here stand paragraphs on licenses and on the law. Their lines are broken where the",
    "screen ends, they name versions (Version 2.0), and none of them says anything of an",
    "access point.",
    "",
    "ROM: IOS-XE ROMMON",
    "",
    "WLC3C57.31C5.7BC8 uptime is 31 minutes",
    "Uptime for this control processor is 34 minutes",
    "System returned to ROM by reload at 04:23:22 UTC Mon May 3 2021",
    "Last reload reason: reload",
    "",
    "cisco C9124AXE-B (VXE) processor (revision VXE) with 167216K bytes of memory.",
    "Processor board ID FOC24384GTP",
    "Installation mode is BUNDLE",
    "",
    "Configuration register is 0x2102",
    "",
  ].join("\n");

const showChassis = (): string =>
  [
    "Chassis/Stack Mac Address : 3c57.31c5.7b48 - Local Mac Address",
    "Mac persistency wait time: Indefinite",
    row([44, 0], ["", "H/W   Current"]),
    row([11, 8, 16, 9, 9, 22], ["Chassis#", "Role", "Mac Address", "Priority", "Version", "State", "IP"]),
    "-".repeat(85),
    row([9, 9, 19, 7, 8, 21], ["*1", "Active", "3c57.31c5.7b48", "1", "V01", "Ready", "10.10.10.1"]),
    "",
  ].join("\n");

const made: Readonly<Record<Capture, () => string>> = {
  "show-ap-summary": showApSummary,
  "show-ap-image": showApImage,
  "show-version": showVersion,
  "show-chassis": showChassis,
};

export const capture = (name: Capture): string => made[name]();
