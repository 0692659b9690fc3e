/** Whether more than the first packet of a TFTP transfer arrives: data goes between two ports that no request named. */
import { faultText } from "@/lib/contracts/fault";
import { formatBytes } from "@/lib/kit/units";
import { type Check, fails, notChecked, onServer, pass, whenKnown } from "../check";
import { references } from "../references";

const FIX = {
  text: "Allow UDP in both directions between the access points and all ports of the server, or restrict the server to a port range and allow that range.",
  commands: [
    "in.tftpd --port-range 32768:32867 ...",
    "nft add rule inet filter input udp dport 32768-32867 accept",
  ],
};

export const returnPortPath: Check = {
  id: "return-port-path",
  title: "Whole transfers get through, not just the first packet",
  severity: "critical",
  why: "A TFTP server sends data from a port that it chooses for each transfer. A firewall that allows only port 69 drops those packets, and every download stalls.",
  reference: references.tftp,
  needs: ["reach"],
  judge: (facts) =>
    onServer(
      facts,
      ({ wire }) => {
        if (wire.answer.known && wire.answer.value.fault?.code === "timed-out") {
          const { neighborRefused, fault } = wire.answer.value;
          if (neighborRefused !== true)
            return notChecked("The server does not answer at all, so its data ports were not tried.");
          return fails(
            "The host is reachable and does not refuse the port, but its answers never arrive. They come from other ports, and something on the path drops them.",
            {
              evidence: [
                { asked: "A read request", answer: faultText(fault) },
                {
                  asked: "A packet to an unused port",
                  answer: "the host answered that the port is closed",
                },
              ],
              fix: FIX,
            },
          );
        }
        return whenKnown(wire.smallTransfer, ({ path, bytes, isWhole, fault }) => {
          const came = `${formatBytes(bytes)}${isWhole ? ", the whole file" : ""}`;
          const evidence = [
            {
              asked: `A read of ${path}`,
              answer: fault === null ? came : `${came}; then: ${faultText(fault)}`,
            },
          ];
          if (fault === null) return pass(`The server's data port sent ${came}.`, { evidence });
          if (fault.code === "server-gone" || fault.code === "timed-out")
            return fails(`The server answers, but the transfer stalls after ${formatBytes(bytes)}.`, {
              evidence,
              fix: FIX,
            });
          return notChecked(`No file could be read: ${fault.message}`, { evidence });
        });
      },
      "tftp",
    ),
};
