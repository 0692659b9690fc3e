/** What to do with corrected files: the commands that apply them, and where the log of each server is. */
import type { DoctorCommands, DoctorKind, DoctorLog, DoctorPurpose } from "@/lib/contracts/doctor";
import { pagePort } from "./addresses";
import { pagePath } from "./image-path";
import { kindModules } from "./kinds";
import { logOf } from "./log-place";
import { atftpdLog } from "./rules/atftpd";
import { dnsmasqLog, dnsmasqPorts } from "./rules/dnsmasq";
import { parse as parseDnsmasq } from "./rules/dnsmasq-file";
import { globals, parse as parseSshd } from "./rules/sshd-file";
import { sshdLog } from "./rules/sshd-limits";
import { hpaPorts } from "./rules/tftpd-hpa";
import { tftpd64, tftpd64Ports } from "./rules/tftpd64";
import { serverFacts } from "./server-facts";
import { parseShellDefaults } from "./shell-defaults";

type Given = { kind: DoctorKind | null; text: string };
type Advice = { commands: DoctorCommands[]; logs: DoctorLog[] };

/** A server to restart, with the ports that a firewall must let through. */
type Service = { unit: string; test: string | null; ports: string[]; log: string | null };

/** @param files the corrected files, by the kind that was given */
export function adviceFor(files: readonly Given[], purpose: DoctorPurpose): Advice {
  const commands: DoctorCommands[] = [];
  const logs: DoctorLog[] = [];
  for (const { kind, text } of files) {
    const service = kind === null ? null : serviceOf(kind, text, purpose);
    if (kind === null || service === null) continue;
    const { label } = kindModules[kind === "ssh-config" ? "sshd-config" : kind];
    const isWindows = purpose.host === "windows" || kind === "tftpd64";
    const lines = isWindows ? windowsLines(kind, service) : linuxLines(kind, service, purpose);
    commands.push({ title: `Apply the corrected ${label}`, lines });
    const firewall = firewallLines(service.ports, purpose, isWindows, kind);
    commands.push({ title: "Open the server's firewall", lines: firewall });
    logs.push(logOf(kind, purpose, service.log, label));
  }
  const rights = rightsLines(files, purpose);
  if (rights.length > 0) commands.push({ title: "Let the server read the images", lines: rights });
  return { commands, logs };
}

function serviceOf(kind: DoctorKind, text: string, purpose: DoctorPurpose): Service | null {
  const isRedHat = purpose.host === "redhat";
  const port = pagePort(purpose, "tftp") ?? 69;
  if (kind === "tftpd-hpa")
    return {
      unit: "tftpd-hpa",
      test: null,
      ports: udp(port, hpaPorts(parseShellDefaults(text))),
      log: null,
    };
  if (kind === "atftpd")
    return { unit: "atftpd", test: null, ports: udp(port, null), log: atftpdLog(parseShellDefaults(text)) };
  if (kind === "dnsmasq") {
    const doc = parseDnsmasq(text);
    return {
      unit: "dnsmasq",
      test: "dnsmasq --test",
      ports: udp(69, dnsmasqPorts(doc)),
      log: dnsmasqLog(doc),
    };
  }
  if (kind === "tftpd64")
    return { unit: "tftpd64", test: null, ports: udp(port, tftpd64Ports(tftpd64.parse(text))), log: null };
  if (kind !== "sshd-config" && kind !== "ssh-config") return null;
  const doc = parseSshd(text);
  const named = globals(doc, "port").flatMap(({ args }) => args.slice(0, 1));
  const ports = (named.length === 0 ? ["22"] : named).map((each) => `${each}/tcp`);
  return { unit: isRedHat ? "sshd" : "ssh", test: "sshd -t", ports, log: sshdLog(doc, purpose) };
}

/** `69/udp` and the range that transfers use. */
const udp = (port: number, range: string | null): string[] => [
  `${port}/udp`,
  ...(range === null || range === String(port) ? [] : [`${range}/udp`]),
];

function linuxLines(kind: DoctorKind, { unit, test }: Service, purpose: DoctorPurpose): string[] {
  const place = kindModules[kind].place(purpose) ?? "";
  const name = place.split("/").at(-1) ?? "";
  return [
    `sudo cp -p ${place} ${place}.before`,
    `sudo install -m 644 ${name} ${place}`,
    ...(test === null ? [] : [`sudo ${test}`]),
    `sudo systemctl restart ${unit}`,
    `systemctl status ${unit} --no-pager`,
  ];
}

const windowsLines = (kind: DoctorKind, { unit }: Service): string[] =>
  kind === "tftpd64"
    ? ["taskkill /IM tftpd64.exe", "start tftpd64.exe"]
    : [`Restart-Service ${unit === "ssh" ? "sshd" : unit}`];

function firewallLines(
  ports: readonly string[],
  { host }: DoctorPurpose,
  isWindows: boolean,
  kind: DoctorKind,
): string[] {
  if (isWindows)
    return ports.map((each) => {
      const [range = "", protocol = ""] = each.split("/");
      const name = protocol === "udp" ? "TFTP" : "SFTP";
      return `netsh advfirewall firewall add rule name="${name} ${range}" dir=in action=allow protocol=${protocol.toUpperCase()} localport=${range.replace(":", "-")}`;
    });
  // Without a range, the server answers from any port, and only connection tracking lets those replies through a strict firewall.
  const isOpenEnded = kind !== "sshd-config" && kind !== "ssh-config" && ports.length === 1;
  if (host === "redhat")
    return [
      ...(isOpenEnded ? ["sudo firewall-cmd --permanent --add-service=tftp"] : []),
      ...ports.map((each) => `sudo firewall-cmd --permanent --add-port=${each.replace(":", "-")}`),
      "sudo firewall-cmd --reload",
    ];
  return ports.map((each) => `sudo ufw allow ${each}`);
}

function rightsLines(files: readonly Given[], purpose: DoctorPurpose): string[] {
  const { tftpRoots, chroots } = serverFacts(
    files.map(({ kind, text }) => ({ kind: kind === "ssh-config" ? "sshd-config" : kind, text })),
    purpose,
  );
  const path = pagePath(purpose) ?? "";
  const below = (root: string) => (path === "" ? root : `${root === "/" ? "" : root}/${path}`);
  return [
    ...chroots.flatMap((root) => [
      `sudo chown root:root ${root}`,
      `sudo chmod 755 ${root}`,
      `sudo chmod -R a+rX ${below(root)}`,
    ]),
    ...tftpRoots.map((root) => `sudo chmod -R a+rX ${below(root)}`),
    ...[...chroots, ...tftpRoots].slice(0, 1).map((root) => `namei -l ${below(root)}`),
  ];
}
