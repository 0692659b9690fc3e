import { X509Certificate } from "node:crypto";
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { faultIn } from "@/lib/testing/fault-in";
import { loadIdentity, RENEWAL_DAYS, untrustedCertificate } from "./certificates";

const DAY_MS = 24 * 3_600_000;
const NOW = Date.UTC(2026, 10, 1);
const NAMES = ["localhost", "127.0.0.1", "::1", "192.0.2.7"];
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "certificates-"));
});
afterEach(() => rm(folder, { recursive: true }));

const files = ["authority.pem", "server.pem"];
const load = (names = NAMES, now = NOW) => loadIdentity(folder, names, now);

test("the first start makes an authority and a certificate for every name, readable by the owner only", async () => {
  const { server, shown } = await load();
  const certificate = new X509Certificate(server.certificate);
  expect(certificate.checkIssued(new X509Certificate(shown.authorityPem))).toBe(true);
  expect(certificate.checkHost("localhost")).toBe("localhost");
  expect(NAMES.slice(1).map((address) => certificate.checkIP(address) !== undefined)).toEqual([
    true,
    true,
    true,
  ]);
  expect(shown.server).toEqual({
    sha256: certificate.fingerprint256,
    expiresAt: NOW + 397 * DAY_MS,
    names: NAMES,
  });
  for (const file of files) expect((await stat(path.join(folder, file))).mode & 0o777).toBe(0o600);
});

test("a later start has the same certificates, and closes files that others could read", async () => {
  const first = await load();
  await chmod(path.join(folder, "authority.pem"), 0o644);
  expect(await load()).toEqual(first);
  expect((await stat(path.join(folder, "authority.pem"))).mode & 0o777).toBe(0o600);
});

test("the server's certificate is replaced before it expires, and when a name is new; the authority stays", async () => {
  const first = await load();
  const later = await load(NAMES, first.shown.server.expiresAt - (RENEWAL_DAYS - 1) * DAY_MS);
  expect(later.shown.server.sha256).not.toBe(first.shown.server.sha256);
  expect(later.shown.authority).toEqual(first.shown.authority);
  const moved = await load([...NAMES, "192.0.2.8"]);
  expect(new X509Certificate(moved.server.certificate).checkIP("192.0.2.8")).toBe("192.0.2.8");
  expect(moved.shown.authority).toEqual(first.shown.authority);
});

test("two servers have certificates of their own, of one authority", async () => {
  const { shown } = await load();
  const other = await loadIdentity(folder, ["lab.example"], NOW, "console.pem");
  expect(other.shown.authority).toEqual(shown.authority);
  expect(other.shown.server.sha256).not.toBe(shown.server.sha256);
  expect((await load()).shown).toEqual(shown);
});

test("an authority that expires soon is replaced, and signs a new certificate", async () => {
  const first = await load();
  const { server, shown } = await load(NAMES, first.shown.authority.expiresAt - DAY_MS);
  expect(shown.authority.sha256).not.toBe(first.shown.authority.sha256);
  expect(
    new X509Certificate(server.certificate).verify(new X509Certificate(shown.authorityPem).publicKey),
  ).toBe(true);
});

test("an authority's file that cannot be read is a fault and is kept; a server certificate is made anew", async () => {
  const first = await load();
  await writeFile(path.join(folder, "server.pem"), "nothing");
  const { shown } = await load();
  expect(shown.server.sha256).not.toBe(first.shown.server.sha256);
  await writeFile(path.join(folder, "authority.pem"), "nothing");
  expect(await faultIn(load())).toMatchObject({ code: "internal" });
  expect(await readFile(path.join(folder, "authority.pem"), "utf8")).toBe("nothing");
});

test("the certificate of a strange authority is not signed by ours", async () => {
  const { shown } = await load();
  const untrusted = new X509Certificate((await untrustedCertificate(NAMES, NOW)).certificate);
  expect(untrusted.verify(new X509Certificate(shown.authorityPem).publicKey)).toBe(false);
  expect(untrusted.checkIP("127.0.0.1")).toBe("127.0.0.1");
});
