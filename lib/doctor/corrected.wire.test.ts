/** Checks corrected files with the programs that read them: sshd and dnsmasq. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DoctorKind } from "@/lib/contracts/doctor";
import { ed25519Pair } from "@/lib/servers/ssh-key-pair";
import { installed, run, titleWith } from "@/lib/testing/installed-programs";
import { examine } from "./examine";
import { type Fixture, inputOf } from "./test-fixture";
import { misplaced, sshdFixtures } from "./test-ssh-fixtures";
import { dnsmasqFixtures } from "./test-tftp-fixtures";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "doctor-"));
  // sshd needs this folder for privilege separation when it runs as root; systemd would create it.
  if (process.getuid?.() === 0) await mkdir("/run/sshd", { recursive: true });
  await writeFile(path.join(folder, "host_key"), ed25519Pair().private);
  await chmod(path.join(folder, "host_key"), 0o600);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function corrected(
  kind: DoctorKind,
  text: string,
  purpose: Fixture["purpose"],
  others?: Fixture["others"],
): string {
  const { files } = examine(inputOf(kind, text, purpose, others));
  return (files[0]?.corrected ?? []).map((line) => `${line.text}\n`).join("");
}

/** Replaces lines that name files of a real host. Nothing else is changed. */
const onThisHost = (text: string): string =>
  `HostKey ${path.join(folder, "host_key")}\n${text.replace(/^Include .*$/gm, "").replace(/^HostKey \/etc.*$/gm, "")}`;

const sshd = installed("sshd");
test.skipIf(sshd === undefined)(titleWith("sshd", "sshd accepts every corrected sshd_config"), async () => {
  const texts = [
    ...sshdFixtures.map(({ kind, faulty, purpose, others }) => corrected(kind, faulty, purpose, others)),
    corrected("ssh-config", misplaced, {}),
  ];
  for (const text of new Set(texts)) {
    const file = path.join(folder, "sshd_config");
    await writeFile(file, onThisHost(text));
    const { code, output } = await run(sshd ?? "sshd", ["-t", "-f", file]);
    expect([text, code, output]).toEqual([text, 0, ""]);
  }
});

/** Rules that say that the program does not start. */
const SSHD_REFUSES =
  /^sshd-(unknown-keyword|client-keyword|value-missing|value-not-yes-or-no|not-in-match|match-criteria|subsystem-twice)$/;
test.skipIf(sshd === undefined)(
  titleWith("sshd", "sshd refuses what the doctor says it refuses"),
  async () => {
    for (const { rule, faulty } of sshdFixtures.filter((fixture) => SSHD_REFUSES.test(fixture.rule))) {
      const file = path.join(folder, "sshd_config");
      await writeFile(file, onThisHost(faulty));
      expect([rule, (await run(sshd ?? "sshd", ["-t", "-f", file])).code]).toEqual([rule, 255]);
    }
  },
);

const dnsmasq = installed("dnsmasq");
test.skipIf(dnsmasq === undefined)(
  titleWith("dnsmasq", "dnsmasq accepts every corrected dnsmasq.conf"),
  async () => {
    for (const { kind, faulty, purpose, others } of dnsmasqFixtures) {
      const text = corrected(kind, faulty, purpose, others);
      const file = path.join(folder, "dnsmasq.conf");
      // The folder of more files is not on this host.
      await writeFile(file, text.replace(/^conf-dir=.*$/gm, ""));
      const { code, output } = await run(dnsmasq ?? "dnsmasq", ["--test", `--conf-file=${file}`]);
      expect([text, code, output]).toEqual([text, 0, expect.stringContaining("syntax check OK")]);
    }
  },
);

const DNSMASQ_REFUSES = /^dnsmasq-(dashes|unknown-option|value-wrong|range-invalid)$/;
test.skipIf(dnsmasq === undefined)(
  titleWith("dnsmasq", "dnsmasq refuses what the doctor says it refuses"),
  async () => {
    for (const { faulty } of dnsmasqFixtures.filter((fixture) => DNSMASQ_REFUSES.test(fixture.rule))) {
      const file = path.join(folder, "dnsmasq.conf");
      await writeFile(file, faulty);
      const { code } = await run(dnsmasq ?? "dnsmasq", ["--test", `--conf-file=${file}`]);
      expect([faulty, code]).toEqual([faulty, 1]);
    }
  },
);
