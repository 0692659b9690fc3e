/** Rules about pasted sockets: which program listens on the port that the controller uses. */
import type { DoctorKind } from "@/lib/contracts/doctor";
import { isLoopback, pagePort } from "../addresses";
import { type Facts, type KindModule, type Rule, when } from "../rule";
import { parseSockets, type Socket, type Sockets } from "../sockets";

/** The programs that the kinds of files are for. */
const programs: Partial<Record<DoctorKind, readonly string[]>> = {
  "tftpd-hpa": ["in.tftpd", "tftpd"],
  dnsmasq: ["dnsmasq"],
  atftpd: ["atftpd", "in.tftpd"],
  tftpd64: ["tftpd64.exe", "tftpd32.exe", "tftpd64"],
};
/** Services whose name differs from the program's. */
const services: Record<string, string> = {
  "in.tftpd": "tftpd-hpa",
  inetd: "openbsd-inetd",
  xinetd: "xinetd",
  systemd: "tftp.socket",
};

const tftpPort = ({ purpose, kinds }: Facts): number =>
  kinds.some((kind) => kind in programs) ? (pagePort(purpose, "tftp") ?? 69) : 69;
const held = (doc: Sockets, facts: Facts): Socket[] =>
  doc.sockets.filter(({ protocol, port }) => protocol === "udp" && port === tftpPort(facts));
const expected = ({ kinds }: Facts): string[] => kinds.flatMap((kind) => programs[kind] ?? []);
const isUdpList = (doc: Sockets): boolean => doc.sockets.some(({ protocol }) => protocol === "udp");
const isTcpList = (doc: Sockets): boolean => doc.sockets.some(({ protocol }) => protocol === "tcp");
const isStarter = (program: string | null): boolean =>
  program === "systemd" || /^x?inetd$/.test(program ?? "");

const rules: readonly Rule<Sockets>[] = [
  {
    id: "ss-port-held",
    severity: "error",
    title: "Another program uses the port of the TFTP server.",
    why: "The TFTP server can't open the port and does not start. The other program answers the requests instead.",
    fix: "Stop and disable that program, then start the TFTP server.",
    find(doc, facts) {
      const wanted = expected(facts);
      return held(doc, facts)
        .filter(
          ({ program }) =>
            program !== null && wanted.length > 0 && !wanted.includes(program) && !isStarter(program),
        )
        .map(({ line, program, port }) => ({
          line,
          problem: `${program} uses UDP port ${port}.`,
          commands: [`systemctl disable --now ${services[program ?? ""] ?? program}`],
        }));
    },
  },
  {
    id: "ss-port-of-starter",
    severity: "warning",
    title: "inetd or systemd listens on the port and starts a TFTP server for each request.",
    why: "It starts the server with its own options, not with those in the examined file.",
    fix: "Disable it, then start the server.",
    find: (doc, facts) =>
      held(doc, facts)
        .filter(({ program }) => isStarter(program))
        .map(({ line, program, port }) => ({
          line,
          problem: `${program} uses UDP port ${port}.`,
          commands: [`systemctl disable --now ${services[program ?? ""] ?? program}`],
        })),
  },
  {
    id: "ss-not-listening",
    severity: "error",
    title: "Nothing listens on the port of the TFTP server.",
    why: "The server is not running, or it failed to start. The download times out.",
    fix: "Start the server, and check its log.",
    find: (doc, facts) =>
      when(isUdpList(doc) && expected(facts).length > 0 && held(doc, facts).length === 0, () => ({
        line: null,
        problem: `Nothing listens on UDP port ${tftpPort(facts)}.`,
        commands: ["systemctl --failed", "journalctl -b -p err"],
      })),
  },
  {
    id: "ss-loopback",
    severity: "error",
    title: "The TFTP server listens only on the loopback address.",
    why: "Controllers and access points are on other hosts. They get no reply, and the download times out.",
    fix: "Listen on all addresses, and restart the server.",
    find(doc, facts) {
      const all = held(doc, facts);
      return when(all.length > 0 && all.every(({ address }) => isLoopback(address)), () => ({
        line: all[0]?.line ?? null,
      }));
    },
  },
  {
    id: "ss-no-program",
    severity: "check",
    title: "The output does not show which program uses the port.",
    why: "It might not be the server whose file was examined.",
    fix: "Run the command as root.",
    find: (doc, facts) =>
      held(doc, facts)
        .filter(({ program }) => program === null)
        .slice(0, 1)
        .map(({ line }) => ({ line, commands: ["sudo ss -ulpn"] })),
  },
  {
    id: "ss-ssh-not-listening",
    severity: "error",
    title: "Nothing listens on the port of the SFTP server.",
    why: "sshd is not running, or it failed to start: Connection refused.",
    fix: "Start sshd, and check its log.",
    find(doc, { purpose, kinds }) {
      const port = kinds.includes("sshd-config") ? (pagePort(purpose, "sftp") ?? 22) : 22;
      const isAsked = kinds.includes("sshd-config") && isTcpList(doc);
      const isHeld = doc.sockets.some((socket) => socket.protocol === "tcp" && socket.port === port);
      return when(isAsked && !isHeld, () => ({
        line: null,
        problem: `Nothing listens on TCP port ${port}.`,
        commands: ["sshd -t", "systemctl status ssh"],
      }));
    },
  },
];

export const sockets: KindModule<Sockets> = {
  kind: "sockets",
  label: "Sockets of the host",
  parse: parseSockets,
  place: () => null,
  rules,
};
