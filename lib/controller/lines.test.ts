/** The controller's lines and sentences, compared with those captured in the field. */
import { expect, test } from "vitest";
import { fault } from "@/lib/contracts/fault";
import { syslogStamp } from "@/lib/kit/time-text";
import { judgeImage } from "./image-verdict";
import { disjoined, installCompleted, installFailed, installStarted, joined } from "./syslog-lines";
import { explain, type Failure } from "./why";

const at = Date.UTC(2024, 1, 1, 17, 5, 37, 108);

test("a syslog line is identical to a captured one", () => {
  const url = "tftp://172.16.5.27/Wrong-Path/ap1g6";
  const line = (l: { text: string }) => `${syslogStamp(at)}: ${l.text}`;
  expect(line(installStarted(url))).toBe(
    "*Feb 1 17:05:37.108: %INSTALL-5-INSTALL_START_INFO: Chassis 1 R0/0: install_engine: Started install add tftp://172.16.5.27/Wrong-Path/ap1g6",
  );
  expect(line(installCompleted("sftp://******@172.16.5.62/Documents/sftp_files/EWC_17_9_4a/ap3g3"))).toBe(
    "*Feb 1 17:05:37.108: %INSTALL-5-INSTALL_COMPLETED_INFO: Chassis 1 R0/0: install_engine: Completed install add sftp://******@172.16.5.62/Documents/sftp_files/EWC_17_9_4a/ap3g3",
  );
  expect(line(installFailed(url, fault("file-not-found", "other words")))).toBe(
    "*Feb 1 17:05:37.108: %INSTALL-3-OPERATION_ERROR_MESSAGE: Chassis 1 R0/0: install_engine: Failed to install_add package tftp://172.16.5.27/Wrong-Path/ap1g6, Error: Failed to download file tftp://172.16.5.27/Wrong-Path/ap1g6: No such file or directory",
  );
  expect(installFailed(url, fault("timed-out")).text).toMatch(/: Timed out$/);
});
test("joins and disjoins name the AP, its radio MAC and both ends of the session", () => {
  const ap = {
    name: "AP-POD-2-2",
    radioMac: "2c5a.0f40.6920",
    ethernetMac: "2c5a.0f3a.91b8",
    ip: "172.16.4.33",
  };
  expect(disjoined(ap, "172.16.4.26", "downloaded").text).toBe(
    "%CAPWAPAC_SMGR_TRACE_MESSAGE-5-AP_JOIN_DISJOIN: Chassis 1 R0/0: wncd: AP Event: AP Name: AP-POD-2-2 Mac: 2c5a.0f40.6920 Session-IP: 172.16.4.33[5248] 172.16.4.26[5246] Disjoined Image Download Success",
  );
  expect(joined(ap, "172.16.4.26").text).toMatch(
    /172\.16\.4\.26\[5246\] Ethernet MAC: 2c5a\.0f3a\.91b8 Joined$/,
  );
});

const wrongPath: Failure = {
  mode: "tftp",
  userName: null,
  fault: fault("file-not-found", "The server has no file Wrong-Path/ap1g6."),
  image: "ap1g6",
  path: "Wrong-Path/ap1g6",
  url: "tftp://172.16.5.27/Wrong-Path/ap1g6",
  server: "172.16.5.27",
  port: 69,
  own: false,
  atJoin: true,
  over: "TFTP",
  away: false,
  master: null,
  alternativePaths: ["EWC_17_12_1/ap1g6"],
  nextRetryAt: null,
};
test("a wrong path is explained from the request to the access point, and the remedy names the path that exists", () => {
  const { why, remedy } = explain(wrongPath);
  expect(why.map((l) => l.source)).toEqual(["server", "controller", "access point"]);
  expect(why[0]?.text).toBe("RRQ Wrong-Path/ap1g6 -> ERROR 1 File not found");
  expect(why[1]?.text).toMatch(/^Failed to install_add package .*: No such file or directory$/);
  expect(why[2]?.text).toMatch(/^Disjoined Image Download Failed/);
  expect(remedy).toContain("Set Image Path to EWC_17_12_1,");
});
test("in SFTP mode the chain says what the server answered and that the controller has nothing to forward", () => {
  const { why, remedy } = explain({
    ...wrongPath,
    mode: "sftp",
    userName: "cisco",
    port: 22,
    alternativePaths: [],
    atJoin: false,
    url: "sftp://******@172.16.5.27/Wrong-Path/ap1g6",
  });
  expect(why.map((l) => l.text)).toEqual([
    'open "Wrong-Path/ap1g6" -> No such file',
    "Failed to install_add package sftp://******@172.16.5.27/Wrong-Path/ap1g6, Error: Failed to download file sftp://******@172.16.5.27/Wrong-Path/ap1g6: No such file or directory",
    "In SFTP mode only the controller fetches images. Without ap1g6 it has nothing to forward",
    "Predownload failed",
  ]);
  expect(remedy).toContain("below the home of cisco");
});
test.each([
  ["authentication-failed", /^login of cisco on 172\.16\.5\.27 port 22 -> Permission denied$/, /password/],
  ["access-violation", /^open "Wrong-Path\/ap1g6" -> Permission denied$/, /permission to read/],
  ["connection-refused", /nothing listens on TCP port 22$/, /SSH server/],
  ["timed-out", /-> no answer$/, /TCP port 22 is open/],
  ["network-unreachable", /no route to it$/, /route/],
  ["host-key-changed", /differs from the pinned one/, /Accept it/],
  ["server-gone", /then the server closed the connection$/, /start the SSH server if it has stopped/],
  ["peer-error", /^172\.16\.5\.27 port 22 -> /, /blocked the controller/],
] as const)("in SFTP mode %s has its own explanation and remedy", (code, words, cure) => {
  const { why, remedy } = explain({
    ...wrongPath,
    mode: "sftp",
    userName: "cisco",
    port: 22,
    alternativePaths: [],
    fault: fault(code, undefined, "Accept it."),
  });
  expect(why[0]?.source).toBe("server");
  expect(why[0]?.text).toMatch(words);
  expect(remedy).toMatch(cure);
});
test("a full flash is explained as the controller's own fault, not the server's", () => {
  const { why } = explain({
    ...wrongPath,
    mode: "sftp",
    userName: "cisco",
    fault: fault("disk-full", "No room."),
  });
  expect(why[0]).toEqual({ source: "controller", text: "No room." });
});
test("an access point's own fault is explained with how much of the image the sender had sent", () => {
  const failure = { ...wrongPath, fault: fault("image-damaged", "It refused.", "Check it."), own: true };
  const own = explain({ ...failure, atJoin: false });
  expect(own).toEqual({
    why: [
      { source: "server", text: "RRQ Wrong-Path/ap1g6 -> sent to the last byte" },
      { source: "access point", text: "It refused." },
      { source: "access point", text: "Predownload failed. No retries are left" },
    ],
    cure: null,
    remedy: "Check it.",
  });
  expect(explain({ ...failure, over: "CAPWAP" }).why[0]).toEqual({
    source: "controller",
    text: "ap1g6 was sent over CAPWAP to the last byte",
  });
});

const good = {
  path: "p/ap1g7",
  bytes: 100,
  announcedSize: 100,
  family: "ap1g7",
  version: "17.12.1.5",
  intact: true,
  note: null,
  sha512: "aa",
};
const wanted = { family: "ap1g7", version: "17.12.1.5", publishedSha512: "aa" };
test.each([
  ["nothing wrong", {}, {}, undefined],
  ["announced more than came", { announcedSize: 101 }, {}, "size-mismatch"],
  ["empty", { bytes: 0, announcedSize: 0 }, {}, "image-damaged"],
  ["cut short", { intact: false }, {}, "image-damaged"],
  ["no archive at all", { intact: null }, {}, "image-damaged"],
  ["another family", { family: "ap1g8" }, {}, "wrong-family"],
  ["another version", { version: "17.9.4.27" }, {}, "wrong-version"],
  ["another digest", { sha512: "bb" }, {}, "digest-mismatch"],
  ["version that cannot be read", { version: null }, {}, undefined],
  [
    "a controller image, whose structure cannot be judged",
    { intact: null, family: null },
    { family: null },
    undefined,
  ],
  ["a server that publishes no digest", {}, { publishedSha512: null }, undefined],
])("an image that is %s is judged so", (_, arrived, want, code) => {
  expect(judgeImage({ ...good, ...arrived }, { ...wanted, ...want })?.code).toBe(code);
});
