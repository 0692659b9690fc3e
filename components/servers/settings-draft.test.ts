import { expect, test } from "vitest";
import { sftpSettingsInputSchema, tftpSettingsSchema } from "@/lib/contracts/settings";
import { sftpSettingsSchema } from "@/lib/contracts/sftp";
import {
  checkSettings,
  draftOfSettings,
  fieldText,
  isSameSetting,
  limitFields,
  uploadFields,
} from "./settings-draft";

const sftp = draftOfSettings(sftpSettingsInputSchema.parse(sftpSettingsSchema.parse({})));
const tftp = draftOfSettings({
  address: "127.0.0.1",
  port: 6969,
  maxBlockSize: 65464,
  maxWindowSize: 65535,
  maxTries: 10,
  concurrent: 512,
  perAddress: 64,
  requestsPerSecond: 100,
  rootFolder: "",
  writes: "read-only",
  maxUploadMb: 16_000,
  uploadQuotaMb: 100_000,
  freeReserveMb: 1000,
  ignoreCase: false,
  addressRules: "",
  remapRules: "",
  dataPorts: "",
  singlePort: false,
});

test("every setting of a server has a field", () => {
  const shown = (server: "tftp" | "sftp", more: string[]) =>
    [...[...limitFields[server], ...uploadFields].map((field) => field.name), ...more].sort();
  expect(
    shown("tftp", [
      "address",
      "port",
      "dataPorts",
      "singlePort",
      "rootFolder",
      "writes",
      "ignoreCase",
      "addressRules",
      "remapRules",
    ]),
  ).toEqual(Object.keys(tftpSettingsSchema.shape).sort());
  expect(shown("sftp", ["address", "port", "legacyClients"])).toEqual(
    Object.keys(sftpSettingsInputSchema.shape).sort(),
  );
});

test("times are typed in seconds and stored in milliseconds", () => {
  expect(fieldText("idleTimeoutMs", 600_000)).toBe("600");
  expect(checkSettings("sftp", { ...sftp, failureDelayMs: "0.25" }).input).toMatchObject({
    server: "sftp",
    failureDelayMs: 250,
  });
});

test("the default settings of both servers are valid", () => {
  expect(checkSettings("sftp", sftp)).toMatchObject({ errors: {}, input: { port: 2222 } });
  expect(checkSettings("tftp", tftp)).toMatchObject({ errors: {}, input: { port: 6969 } });
});

test.each([
  ["address", "lab.local", "Enter an IPv4 or IPv6 address of this host, or 0.0.0.0 or :: for all of them."],
  ["port", "70000", "Enter a whole number from 0 to 65535."],
  ["port", "", "Enter a whole number from 0 to 65535."],
  ["port", "ssh", "Enter a whole number from 0 to 65535."],
  ["maxConnections", "1.5", "Enter a whole number from 1 to 10000."],
  ["loginGraceMs", "0", "Enter 1 to 3600 seconds."],
])("%s = %j gets one error sentence at its field", (name, typed, sentence) => {
  const { input, errors } = checkSettings("sftp", { ...sftp, [name]: typed });
  expect(input).toBeUndefined();
  expect(errors).toEqual({ [name]: [sentence] });
});

test.each(["20000-20511", "1024-65535", "20000-20000", ""])("%j is a range of data ports", (dataPorts) => {
  expect(checkSettings("tftp", { ...tftp, dataPorts }).input).toMatchObject({ dataPorts });
});

test.each(["20000", "20511-20000", "1023-2000", "20000-65536", "a-b", "20000-"])(
  "%j is no range of data ports",
  (dataPorts) => {
    const { errors } = checkSettings("tftp", { ...tftp, dataPorts });
    expect(errors).toEqual({
      dataPorts: ["Enter two ports from 1024 to 65535, such as 20000-20511, or leave it empty for any port."],
    });
  },
);

test("another spelling of the saved value is not a change", () => {
  expect(isSameSetting("idleTimeoutMs", "600.0", "600")).toBe(true);
  expect(isSameSetting("legacyClients", false, false)).toBe(true);
  expect(isSameSetting("port", "2223", "2222")).toBe(false);
  expect(isSameSetting("legacyClients", true, false)).toBe(false);
});

test("a served folder is the same with and without slashes at its ends", () => {
  expect(isSameSetting("rootFolder", "/EWC/", "EWC")).toBe(true);
  expect(checkSettings("tftp", { ...tftp, rootFolder: "/EWC/" }).input).toMatchObject({ rootFolder: "EWC" });
});

test("an address rule that is none is reported with its line", () => {
  expect(checkSettings("tftp", { ...tftp, addressRules: "allow 10.0.0.0/8\nallow lab" }).errors).toEqual({
    addressRules: ["Line 2: lab is not an IPv4 or IPv6 network."],
  });
});
