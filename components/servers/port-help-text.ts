/** Whether real devices find an image server at its port, and the commands that bring them there, by operating system. */
import { isLoopback } from "@/components/server-state/server-state";
import type { ServerId } from "@/lib/contracts/server-ids";
import type { ServerRow } from "@/lib/contracts/servers";

/** What real devices use. A controller's Port Number for SFTP accepts nothing else. */
const standard: Record<Exclude<ServerId, "catalog">, { port: number; transport: "UDP" | "TCP" }> = {
  tftp: { port: 69, transport: "UDP" },
  sftp: { port: 22, transport: "TCP" },
};

/** One way to make the standard port work: what it does, and its commands, if any. */
export type PortWay = { title: string; note: string; commands: string | null };
export type PortHelp = {
  tone: "ok" | "warn";
  /** Whether real devices find the server. */
  summary: string;
  ways: readonly PortWay[];
};

export type PortFacts = Pick<ServerRow, "address" | "port" | "host"> & { id: Exclude<ServerId, "catalog"> };

/** The help for the address and port in use. */
export function portHelp({ id, address, port, host }: PortFacts): PortHelp {
  const { port: wanted, transport } = standard[id];
  const who = id === "tftp" ? "Access points and controllers" : "Controllers";
  const only = id === "sftp" ? " A real controller's Port Number accepts only 22." : "";
  if (port === wanted) {
    return isLoopback(address)
      ? {
          tone: "warn",
          summary: `${who} use ${transport} port ${wanted}, but only this machine can reach ${address}. Set Address to 0.0.0.0.`,
          ways: [],
        }
      : { tone: "ok", summary: `${who} find this server: they use ${transport} port ${wanted}.`, ways: [] };
  }
  return {
    tone: "warn",
    summary: `${who} use ${transport} port ${wanted}, and do not find a server on port ${port}.${only}`,
    ways: waysOn(host, id, port),
  };
}

function waysOn(
  { platform, nodePath }: ServerRow["host"],
  id: Exclude<ServerId, "catalog">,
  port: number,
): PortWay[] {
  const { port: wanted, transport } = standard[id];
  const protocol = transport.toLowerCase();
  const taken =
    id === "sftp"
      ? " The system's own SSH server usually has port 22: stop it or move it to another port first."
      : "";
  switch (platform) {
    case "darwin":
      return [
        {
          title: `Use port ${wanted} directly`,
          note: `macOS lets every program use it on all addresses. Set Address to 0.0.0.0 and Port to ${wanted}.${taken.replace("system's own SSH server", "system's Remote Login")}`,
          commands: null,
        },
      ];
    case "win32":
      return [
        {
          title: `Use port ${wanted} directly`,
          note: `Windows lets every program use it. Set Address to 0.0.0.0 and Port to ${wanted}, and allow Node.js through the firewall, in PowerShell as administrator.${taken}`,
          commands: `New-NetFirewallRule -DisplayName "Image servers" -Direction Inbound -Program "${nodePath}" -Action Allow`,
        },
      ];
    default:
      return [
        {
          title: `Forward port ${wanted} to ${port}`,
          note: "Set Address to 0.0.0.0. The rules last until the next reboot; to keep them, add them to /etc/nftables.conf.",
          commands: [
            "sudo nft add table inet image_servers",
            "sudo nft 'add chain inet image_servers prerouting { type nat hook prerouting priority dstnat; }'",
            `sudo nft add rule inet image_servers prerouting ${protocol} dport ${wanted} redirect to :${port}`,
          ].join("\n"),
        },
        {
          title: "Let Node.js use low ports",
          note: `Then restart this program, and set Address to 0.0.0.0 and Port to ${wanted}. It applies to every program that this Node.js runs.${taken}`,
          commands: `sudo setcap cap_net_bind_service=+ep ${nodePath}`,
        },
        {
          title: `Let systemd open port ${wanted}`,
          note: `If systemd starts this program: write this socket unit to /etc/systemd/system/image-servers-${id}.socket, with the name of your service in it, run systemctl enable --now on it, and restart the service. This program then needs no privilege. ExecStart= must be node scripts/start.mjs, not npm.${taken}`,
          commands: [
            "[Socket]",
            id === "tftp" ? `ListenDatagram=0.0.0.0:${wanted}` : `ListenStream=0.0.0.0:${wanted}`,
            `FileDescriptorName=${id}`,
            "Service=image-servers.service",
            "",
            "[Install]",
            "WantedBy=sockets.target",
          ].join("\n"),
        },
        {
          title: "Let the systemd service use low ports",
          note: `If systemd starts this program: add these lines to its unit (systemctl edit), restart it, and set Address to 0.0.0.0 and Port to ${wanted}.${taken}`,
          commands: "[Service]\nAmbientCapabilities=CAP_NET_BIND_SERVICE",
        },
      ];
  }
}
