/** Collects what the configuration files say about root folders and users, for the rules about pasted output. */
import type { DoctorKind, DoctorPurpose } from "@/lib/contracts/doctor";
import type { ServerFacts } from "./rule";
import { atftpdRoot } from "./rules/atftpd";
import { dnsmasqOwner, dnsmasqRoot } from "./rules/dnsmasq";
import { parse as parseDnsmasq } from "./rules/dnsmasq-file";
import { chrootOf, parse as parseSshd } from "./rules/sshd-file";
import { hpaRoot } from "./rules/tftpd-hpa";
import { parseShellDefaults } from "./shell-defaults";

type Readable = { kind: DoctorKind | null; text: string };

export function serverFacts(files: readonly Readable[], purpose: DoctorPurpose): ServerFacts {
  const tftpRoots: string[] = [];
  const chroots: string[] = [];
  let onlyOwner: string | null = null;
  for (const { kind, text } of files) {
    if (kind === "tftpd-hpa") tftpRoots.push(hpaRoot(parseShellDefaults(text)) ?? "");
    if (kind === "atftpd") tftpRoots.push(atftpdRoot(parseShellDefaults(text)) ?? "");
    if (kind === "dnsmasq") {
      const doc = parseDnsmasq(text);
      tftpRoots.push(dnsmasqRoot(doc) ?? "");
      onlyOwner = dnsmasqOwner(doc) ?? onlyOwner;
    }
    if (kind === "sshd-config") chroots.push(chrootOf(parseSshd(text), purpose)?.path ?? "");
  }
  const isPath = (path: string) => path.startsWith("/");
  return { tftpRoots: tftpRoots.filter(isPath), chroots: chroots.filter(isPath), onlyOwner };
}
