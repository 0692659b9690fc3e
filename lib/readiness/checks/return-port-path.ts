/** Whether more than the first packet of a TFTP transfer arrives: data goes between two ports that no request named. */
import { faultText } from "@/lib/contracts/fault";
import { formatBytes } from "@/lib/kit/units";
import { type Check, fails, notChecked, onServer, pass, whenKnown } from "../check";
import { references } from "../references";

const FIX = {
  text: "Let UDP through in both directions between the access points and all ports of the server, or limit the server's port range and open that.",
  commands: [
    "in.tftpd --port-range 32768:32867 ...",
    "nft add rule inet filter input udp dport 32768-32867 accept",
  ],
};

export const returnPortPath: Check = {
  id: "return-port-path",
  title: "Whole transfers get through, not only the first packet",
  severity: "critical",
  why: "A TFTP server answers from a port of its own choice. A firewall that only knows port 69 drops those packets, and every download stalls.",
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
            "The host is reachable and does not refuse the port, but none of its answers arrives: they come from other ports, and something drops them.",
            {
              evidence: [
                { asked: "A read request", answer: faultText(fault) },
                {
                  asked: "A packet to a port that nobody uses",
                  answer: "the host answered that it is closed",
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
          if (fault === null) return pass(`${came}, arrived from the server's data port.`, { evidence });
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
