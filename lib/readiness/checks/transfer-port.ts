/** Whether each transfer has a port of its own, as RFC 1350 describes it. */
import { type Check, onServer, pass, warning, whenKnown } from "../check";
import { references } from "../references";

export const transferPort: Check = {
  id: "transfer-port",
  title: "Each transfer uses its own port",
  severity: "low",
  why: "A server that sends everything from its request port can tell transfers apart only by the client's port. Some clients and firewalls do not support that.",
  reference: references.tftp,
  needs: ["reach"],
  judge: (facts) =>
    onServer(
      facts,
      ({ target, wire }) =>
        whenKnown(wire.negotiation, ({ dataPort }) => {
          const evidence = [
            { asked: `A read request to port ${target.port}`, answer: `data came from port ${dataPort}` },
          ];
          if (dataPort !== target.port)
            return pass("The server chooses a port for each transfer.", { evidence });
          return warning(`The server sends data from its request port, ${target.port}.`, {
            evidence,
            fix: {
              text: "Turn off single-port mode, unless a firewall or NAT needs it.",
              commands: ["dnsmasq: remove tftp-single-port"],
            },
          });
        }),
      "tftp",
    ),
};
