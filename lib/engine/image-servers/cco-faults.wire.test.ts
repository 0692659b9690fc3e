/**
 * CCO mode with the simulated fleet and our own software download service over TLS: a whole upgrade, and each fault that Lab
 * can inject, with the upgrade's fault, the syslog line, and the remedy. Without the fault, the same request completes.
 */
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { LabInput } from "@/lib/contracts/lab";
import type { ProfileOrder } from "@/lib/contracts/profile";
import { type CatalogFaults, labServerFaultsSchema } from "@/lib/contracts/server-faults";
import { type EngineFixture, engineFixture, operator } from "@/lib/testing/engine-fixture";

const PASSWORD = "Zq7-correct-horse";
const models = ["C9120AXI-E", "C9120AXI-E", "C9105AXI-E", "AIR-AP2802I-E-K9"];
const lab: LabInput = {
  controller: { name: "lab-EWC", ip: "172.16.9.9", running: "17.9.4.27", ap: "ap-1", ownImageBytes: 65_536 },
  aps: models.map((model, i) => ({
    name: `ap-${i + 1}`,
    model,
    ip: `172.16.9.${i + 1}`,
    running: "17.9.4.27",
    radioMac: `0000.0000.00${i + 1}0`,
    ethernetMac: `0000.0000.00${i + 1}1`,
  })),
  clockFactor: 600,
  startPolicy: { retryDelaysSeconds: [] },
  transfer: { timeoutSeconds: 1, retries: 4 },
};
const profile: ProfileOrder = {
  mode: "cco",
  userName: "ewc",
  password: PASSWORD,
  checksAutomatically: false,
  softwareVersion: "latest",
  serviceUrl: null,
  parallelMode: true,
};

let fixture: EngineFixture;
beforeAll(async () => {
  fixture = await engineFixture(lab, ["17.12.1"]);
  await fixture.order("servers.start", { server: "catalog", actor: operator });
  await fixture.order("catalog.save-account", {
    account: {
      existing: false,
      name: "ewc",
      password: PASSWORD,
      generatePassword: false,
      hasContract: true,
      hasAccepted: true,
      enabled: true,
    },
    actor: operator,
  });
  await fixture.until("images", "EWC_17_12_1", (set) => set.files.every((f) => f.sha512 !== null));
  await fixture.until("servers", "catalog", (server) => server.state === "listening");
});
afterEach(() => setFaults({}));
afterAll(() => fixture.end());

const setFaults = async (faults: Partial<CatalogFaults>) => {
  const all = labServerFaultsSchema.parse({ catalog: faults });
  await fixture.order("lab.set-server-faults", { faults: all, actor: operator });
  const state = faults.down === "refuses" ? "failed" : "listening";
  await fixture.until("servers", "catalog", (server) => server.state === state);
};
const saveAndDownload = async () => {
  const { upgradeId } = await fixture.order("upgrade.start", { profile, actor: operator });
  return await fixture.until(
    "upgrade",
    "upgrade",
    (u) => u.id === upgradeId && (u.canActivate || (!u.running && u.fault !== null)),
  );
};
const syslog = async (text: string) =>
  (
    await fixture.order("logs.read", { source: "syslog", apId: null, text, before: null, limit: 500 })
  ).lines.map((line) => line.text);

test("a whole upgrade downloads real bytes over TLS, whose SHA-512 is the published one, each as one transfer", async () => {
  expect((await saveAndDownload()).counters).toMatchObject({ total: 4, completed: 4, failed: 0 });
  const ended = fixture.engine.bus.rows("transfers").filter(({ protocol }) => protocol === "http");
  const images = ended.map(({ path }) => path.split("/").at(-1)).toSorted();
  expect(images).toEqual(["C9800-AP-iosxe-wlc.bin", "ap1g7", "ap1g8", "ap3g3"]);
  expect(ended.map(({ outcome, digestVerified }) => ({ outcome, digestVerified }))).toEqual(
    images.map(() => ({ outcome: "complete", digestVerified: true })),
  );
  expect(await syslog("Completed install add https://******@127.0.0.1")).toHaveLength(4);
});

test.each<[string, Partial<CatalogFaults>, string, RegExp, RegExp]>([
  [
    "that refuses connections",
    { down: "refuses" },
    "connection-refused",
    /Connection refused$/,
    /^Start the software/,
  ],
  [
    "that refuses the account",
    { refusesAccounts: true },
    "authentication-failed",
    /Authentication failed$/,
    /User Name/,
  ],
  [
    "without a contract",
    { deniesContract: true },
    "not-entitled",
    /Not entitled to this software$/,
    /service contract/,
  ],
  [
    "whose agreement is not accepted",
    { requiresAgreement: true },
    "agreement-required",
    /License agreement not accepted$/,
    /^Accept the license agreement/,
  ],
  [
    "whose name does not resolve",
    { nameDoesNotResolve: true },
    "name-not-resolved",
    /Name or service not known$/,
    /name server/,
  ],
  [
    "behind a proxy that refuses",
    { proxyRefuses: true },
    "proxy-refused",
    /Proxy refused the connection$/,
    /proxy/,
  ],
  [
    "with a certificate of another authority",
    { untrustedCertificate: true },
    "certificate-not-trusted",
    /Certificate verification failed$/,
    /authority that the controller trusts/,
  ],
  ["that withdrew its release", { withdrawn: "*" }, "release-withdrawn", /Release withdrawn$/, /Check Now/],
  ["that cuts a file", { truncates: "*" }, "size-mismatch", /size differs/, /./],
])(
  "a service %s: Save & Download fails with the cause, and completes once the fault is removed",
  async (_, faults, code, line, remedy) => {
    await setFaults(faults);
    const end = await saveAndDownload();
    expect(end).toMatchObject({ state: "controller-download-failed", fault: { code } });
    expect(end.fault?.remedy).toMatch(remedy);
    expect((await syslog("INSTALL-3")).at(-1)).toMatch(line);
    await setFaults({});
    expect((await saveAndDownload()).counters).toMatchObject({ total: 4, completed: 4, failed: 0 });
  },
);
