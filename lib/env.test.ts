import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { readEnv, takeEnv } from "./env";

test("an empty environment gives the documented defaults", () => {
  expect(readEnv({})).toMatchObject({
    port: 3000,
    host: "127.0.0.1",
    tftpPort: 6969,
    tftpHost: "127.0.0.1",
    tftpEngine: "auto",
    tftpSinglePort: false,
    sftpPort: 2222,
    sftpHost: "127.0.0.1",
    catalogPort: 8443,
    catalogHost: "127.0.0.1",
    cliPort: 2223,
    cliHost: "127.0.0.1",
    adminUser: "admin",
    adminPassword: null,
    allowedHosts: [],
    tls: null,
    trustedProxies: null,
    lab: "demo",
    listen: null,
  });
});
test("the TFTP server uses its own port for all transfers when the environment says so", () => {
  expect(readEnv({ TFTP_SINGLE_PORT: "true" }).tftpSinglePort).toBe(true);
});
test("an empty variable counts as not set", () => {
  expect(readEnv({ PORT: "" }).port).toBe(3000);
});
test("the sockets of a service manager are numbered and named; those without a name have an empty one", () => {
  const listen = { LISTEN_PID: "812", LISTEN_FDS: "3", LISTEN_FDNAMES: "tftp:sftp" };
  expect(readEnv(listen).listen).toEqual({ pid: 812, count: 3, names: ["tftp", "sftp", ""] });
  expect(readEnv({ ...listen, LISTEN_FDS: "0" }).listen).toBeNull();
});
test.each([
  [{ LISTEN_FDS: "two" }, 'LISTEN_FDS="two" is not a number.'],
  [{ PORT: "http" }, 'PORT="http" is not a number.'],
  [{ TFTP_PORT: "70000" }, 'TFTP_PORT="70000" is above 65535.'],
  [{ TFTP_HOST: "lab.local" }, 'TFTP_HOST="lab.local" is not an IPv4 or IPv6 address.'],
  [{ TFTP_ENGINE: "fast" }, 'TFTP_ENGINE="fast" is not auto or dgram.'],
  [{ TFTP_SINGLE_PORT: "1" }, 'TFTP_SINGLE_PORT="1" is not true or false.'],
  [{ SFTP_PORT: "22.5" }, 'SFTP_PORT="22.5" is not a whole number.'],
  [{ SFTP_HOST: "*" }, 'SFTP_HOST="*" is not an IPv4 or IPv6 address.'],
  [{ CATALOG_HOST: "any" }, 'CATALOG_HOST="any" is not an IPv4 or IPv6 address.'],
  [{ ADMIN_USER: "a b" }, 'ADMIN_USER="a b" is not 1 to 32 printable characters without spaces.'],
  [{ ADMIN_PASSWORD: "x".repeat(257) }, "ADMIN_PASSWORD=(hidden) is longer than 256 characters."],
  [{ ADMIN_PASSWORD: "short" }, "ADMIN_PASSWORD=(hidden) is shorter than 12 characters."],
  [{ ADMIN_PASSWORD_FILE: "/nowhere" }, 'ADMIN_PASSWORD_FILE="/nowhere" cannot be read'],
  [{ HOST: "lab.example" }, 'HOST="lab.example" is not an IPv4 or IPv6 address.'],
  [{ TLS: "yes" }, 'TLS="yes" is not self-signed.'],
  [{ TLS_CERT: "a.pem" }, "TLS_CERT is set without TLS_KEY, the file with its key."],
  [{ TLS_KEY: "a.pem" }, "TLS_KEY is set without TLS_CERT, the file with its certificate."],
  [{ TLS: "self-signed", TLS_CERT: "a.pem" }, "TLS=self-signed and TLS_CERT and TLS_KEY exclude each other."],
  [{ TRUST_PROXY: "all" }, 'TRUST_PROXY="all" is not a number of proxies or a list of their networks.'],
  [{ LOG_LEVEL: "loud" }, 'LOG_LEVEL="loud" is not debug, info, warn or error.'],
])("a bad value stops the start with one line: %o", (source, line) => {
  expect(() => readEnv(source)).toThrow(line);
});
test.each(["0.0.0.0", "192.168.1.10", "::", "localhost", "127.0.0.2"])(
  "the console may listen on %s",
  (HOST) => {
    expect(readEnv({ HOST }).host).toBe(HOST);
  },
);

test("the certificate comes from two files or is made, and proxies are a number or networks", () => {
  expect(readEnv({ TLS: "self-signed" }).tls).toEqual({ kind: "self-signed" });
  expect(readEnv({ TLS_CERT: "/etc/a.pem", TLS_KEY: "/etc/b.pem" }).tls).toEqual({
    kind: "files",
    certFile: "/etc/a.pem",
    keyFile: "/etc/b.pem",
  });
  expect(readEnv({ TRUST_PROXY: "1" }).trustedProxies).toEqual({ kind: "count", count: 1 });
  expect(readEnv({ TRUST_PROXY: "10.0.0.0/8, fd00::/8" }).trustedProxies).toMatchObject({ kind: "networks" });
});

test("the password may be in a file, whose last line break does not count", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "ewc-env-"));
  const file = path.join(folder, "password");
  try {
    writeFileSync(file, "a long password\r\n");
    expect(readEnv({ ADMIN_PASSWORD_FILE: file }).adminPassword).toBe("a long password");
    writeFileSync(file, "short\n");
    expect(() => readEnv({ ADMIN_PASSWORD_FILE: file })).toThrow("is shorter than 12 characters");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the password is forgotten when it was read", () => {
  const source: Record<string, string | undefined> = { ADMIN_PASSWORD: "a long password", PORT: "1" };
  expect(takeEnv(source).adminPassword).toBe("a long password");
  expect(source).toEqual({ PORT: "1" });
});

test("ALLOWED_HOSTS is a list of names in lower case", () => {
  expect(readEnv({ ALLOWED_HOSTS: " Lab.example, 10.0.0.5,," }).allowedHosts).toEqual([
    "lab.example",
    "10.0.0.5",
  ]);
});
