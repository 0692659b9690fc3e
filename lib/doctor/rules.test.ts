/** Every rule of the server doctor finds its faulty fixtures, and nothing in its sound ones. */
import { describe, expect, test } from "vitest";
import type { DoctorKind } from "@/lib/contracts/doctor";
import { examine } from "./examine";
import { kindModules } from "./kinds";
import { type Fixture, inputOf } from "./test-fixture";
import {
  listingFixtures,
  misplaced,
  otherSshFixtures,
  socketFixtures,
  sshd,
  sshdFixtures,
} from "./test-ssh-fixtures";
import {
  atftpdFixtures,
  dnsmasqFixtures,
  hpaFixtures,
  mapFixtures,
  tftpd64Fixtures,
} from "./test-tftp-fixtures";

const fixtures: readonly Fixture[] = [
  ...hpaFixtures,
  ...mapFixtures,
  ...dnsmasqFixtures,
  ...atftpdFixtures,
  ...tftpd64Fixtures,
  ...sshdFixtures,
  ...otherSshFixtures,
  ...listingFixtures,
  ...socketFixtures,
];
const kinds = Object.entries(kindModules) as [DoctorKind, (typeof kindModules)[DoctorKind]][];
const allRules = kinds.flatMap(([kind, { rules }]) => rules.map((rule) => ({ kind, ...rule })));
/** Rules that find something in every file of their kind, so there is no sound one. */
const ALWAYS = ["vsftpd-refused", "ssh-config-given"];

const foundIn = (fixture: Fixture, text: string, purpose: Fixture["purpose"]): string[] =>
  examine(inputOf(fixture.kind, text, purpose, fixture.others)).files[0]?.findings.map(({ rule }) => rule) ??
  [];

describe("the rules", () => {
  test("each rule has a unique id, and texts that are sentences", () => {
    const ids = allRules.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(150);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, title, why, fix } of allRules)
      for (const text of [title, why, fix])
        expect([id, text]).toEqual([id, expect.stringMatching(/^\S.*[.]$/s)]);
  });

  test("every rule has a faulty and a sound fixture", () => {
    const covered = new Set(fixtures.map(({ rule }) => rule));
    expect(allRules.map(({ id }) => id).filter((id) => !covered.has(id) && !ALWAYS.includes(id))).toEqual([]);
  });

  test.each(fixtures.map((fixture, index) => [`${fixture.rule} (${index})`, fixture] as const))(
    "%s",
    (_, fixture) => {
      expect(foundIn(fixture, fixture.faulty, fixture.purpose)).toContain(fixture.rule);
      expect(foundIn(fixture, fixture.sound, { ...fixture.purpose, ...fixture.soundPurpose })).not.toContain(
        fixture.rule,
      );
    },
  );

  test.each(fixtures.map((fixture, index) => [`${fixture.rule} (${index})`, fixture] as const))(
    "the corrected file of %s passes the doctor",
    (_, fixture) => {
      const input = inputOf(fixture.kind, fixture.faulty, fixture.purpose, fixture.others);
      expect(remaining(input)).toEqual([]);
    },
  );

  test("the client's file in place of the server's is recognized, and becomes a file for the server", () => {
    const { files } = examine(inputOf("ssh-config", misplaced));
    expect(files[0]?.findings.map(({ rule }) => rule)).toEqual([
      "ssh-config-given",
      "ssh-config-server-lines",
      "ssh-config-server-lines",
      "ssh-config-server-lines",
    ]);
    expect(files[0]?.corrected?.map(({ text }) => text)).toEqual([
      "Include /etc/ssh/sshd_config.d/*.conf",
      "UsePAM yes",
      "PasswordAuthentication yes",
      "Subsystem sftp internal-sftp",
      "",
      "Match User ewc-images",
      "    ForceCommand internal-sftp -l INFO",
      "    ChrootDirectory /srv/sftp",
      "    X11Forwarding no",
    ]);
    expect(examine(inputOf("sshd-config", sshd())).verdict).toBe("clean");
  });

  test("a file of vsftpd gets an error that says why, and no correction", () => {
    const { verdict, files } = examine(inputOf("vsftpd", "anonymous_enable=NO\nlocal_enable=YES\n"));
    expect([verdict, files[0]?.findings[0]?.rule, files[0]?.corrected]).toEqual([
      "wrong",
      "vsftpd-refused",
      null,
    ]);
  });
});

/** What the doctor still finds in configuration files that it corrected. It can't correct pasted output. */
function remaining(input: ReturnType<typeof inputOf>): string[] {
  const { files, pageChanges } = examine(input);
  const changed = Object.fromEntries(
    pageChanges.map(({ field, value }) => (field === "Port" ? ["port", null] : ["path", value])),
  );
  const again = examine({
    files: files.flatMap(({ corrected, kind, name }, index) => {
      const text = corrected?.map((line) => `${line.text}\n`).join("") ?? input.files[index]?.text ?? "";
      return { name, kind: kind === "ssh-config" ? ("sshd-config" as const) : kind, text };
    }),
    purpose: { ...input.purpose, ...changed, logFile: "" },
  });
  return again.files.flatMap(({ findings, corrected }) =>
    corrected === null ? [] : findings.filter(({ severity }) => severity !== "check").map(({ rule }) => rule),
  );
}
