import { expect, test } from "vitest";
import { readEnv } from "./env";

test("an empty environment gives the documented defaults", () => {
  expect(readEnv({})).toMatchObject({
    port: 3000,
    host: "127.0.0.1",
    tftpPort: 6969,
    tftpHost: "127.0.0.1",
    tftpEngine: "auto",
    sftpPort: 2222,
    sftpHost: "127.0.0.1",
    catalogPort: 8443,
    catalogHost: "127.0.0.1",
    cliPort: 2223,
    cliHost: "127.0.0.1",
    adminUser: "admin",
    adminPassword: null,
    lab: "demo",
  });
});
test("an empty variable counts as not set", () => {
  expect(readEnv({ PORT: "" }).port).toBe(3000);
});
test.each([
  [{ PORT: "http" }, 'PORT="http" is not a number.'],
  [{ TFTP_PORT: "70000" }, 'TFTP_PORT="70000" is above 65535.'],
  [{ TFTP_HOST: "lab.local" }, 'TFTP_HOST="lab.local" is not an IPv4 or IPv6 address.'],
  [{ TFTP_ENGINE: "fast" }, 'TFTP_ENGINE="fast" is not auto or dgram.'],
  [{ SFTP_PORT: "22.5" }, 'SFTP_PORT="22.5" is not a whole number.'],
  [{ SFTP_HOST: "*" }, 'SFTP_HOST="*" is not an IPv4 or IPv6 address.'],
  [{ CATALOG_HOST: "any" }, 'CATALOG_HOST="any" is not an IPv4 or IPv6 address.'],
  [{ ADMIN_USER: "a b" }, 'ADMIN_USER="a b" is not 1 to 32 printable characters without spaces.'],
  [{ ADMIN_PASSWORD: "x".repeat(257) }, "ADMIN_PASSWORD=(hidden) is longer than 256 characters."],
  [{ LOG_LEVEL: "loud" }, 'LOG_LEVEL="loud" is not debug, info, warn or error.'],
])("a bad value stops the start with one line: %o", (source, line) => {
  expect(() => readEnv(source)).toThrow(line);
});
test.each(["0.0.0.0", "192.168.1.10", "::", "example.com"])("the console refuses to listen on %s", (HOST) => {
  expect(() => readEnv({ HOST })).toThrow("is not a loopback address");
});
