import { expect, test } from "vitest";
import { sftpSettingsInputSchema, tftpSettingsSchema } from "@/lib/contracts/settings";
import { sftpSettingsSchema } from "@/lib/contracts/sftp";
import { checkSettings, draftChanges, fieldText, limitFields } from "./settings-draft";

const sftp = sftpSettingsSchema.parse({});
const tftp = {
  address: "127.0.0.1",
  port: 6969,
  maxBlockSize: 65464,
  maxWindowSize: 65535,
  maxTries: 10,
  concurrent: 512,
  perAddress: 64,
  requestsPerSecond: 100,
};

test("every setting of a server has its field", () => {
  const shown = (server: "tftp" | "sftp", more: string[]) =>
    [...limitFields[server].map((field) => field.name), ...more].sort();
  expect(shown("tftp", ["address", "port"])).toEqual(Object.keys(tftpSettingsSchema.shape).sort());
  expect(shown("sftp", ["address", "port", "legacyClients"])).toEqual(
    Object.keys(sftpSettingsInputSchema.shape).sort(),
  );
});

test("times are typed in seconds and kept in milliseconds", () => {
  expect(fieldText("idleTimeoutMs", 600_000)).toBe("600");
  expect(checkSettings("sftp", sftp, { failureDelayMs: "0.25" }).settings).toMatchObject({
    server: "sftp",
    failureDelayMs: 250,
  });
});

test("the server's own defaults are right as they stand", () => {
  expect(checkSettings("sftp", sftp, {})).toMatchObject({ errors: {}, settings: { port: 2222 } });
  expect(checkSettings("tftp", tftp, {}).errors).toEqual({});
});

test.each([
  ["address", "lab.local", "Enter an IPv4 or IPv6 address of this machine; 0.0.0.0 or :: is all of them."],
  ["port", "70000", "Enter a whole number from 0 to 65535."],
  ["port", "", "Enter a whole number from 0 to 65535."],
  ["port", "ssh", "Enter a whole number from 0 to 65535."],
  ["maxConnections", "1.5", "Enter a whole number from 1 to 10000."],
  ["loginGraceMs", "0", "Enter 1 to 3600 seconds."],
])("%s = %j is refused beside its field, in one sentence", (name, typed, sentence) => {
  const { settings, errors } = checkSettings("sftp", sftp, { [name]: typed });
  expect(settings).toBeUndefined();
  expect(errors).toEqual({ [name]: [sentence] });
});

test("typing back what is in force is no change", () => {
  expect(draftChanges({ port: "2222", legacyClients: false, idleTimeoutMs: "600.0" }, sftp)).toEqual([]);
  expect(draftChanges({ port: "2223", legacyClients: true }, sftp)).toEqual(["port", "legacyClients"]);
});
