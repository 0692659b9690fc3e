/** Whether anything answers at the server's address and port. */
import { faultText } from "@/lib/contracts/fault";
import { hostAndPort } from "@/lib/kit/host-and-port";
import { type Check, fails, onServer, pass, whenKnown } from "../check";
import { references } from "../references";

export const serverAnswers: Check = {
  id: "server-answers",
  title: "The server answers on its port",
  severity: "critical",
  why: "Nothing can be downloaded from a server that does not answer.",
  reference: references.tftp,
  needs: ["reach"],
  judge: (facts) =>
    onServer(facts, ({ target, wire }) =>
      whenKnown(wire.answer, ({ fault, elapsedMs }) => {
        const where = hostAndPort(target.address, target.port);
        const name = target.protocol.toUpperCase();
        const answer = fault === null ? `answered in ${Math.round(elapsedMs)} ms` : faultText(fault);
        const evidence = [{ asked: `A ${name} request to ${where}`, answer }];
        if (fault === null) return pass(`${where} answers.`, { evidence });
        return fails(`No ${name} server answers at ${where}: ${fault.message}`, {
          evidence,
          fix: {
            text:
              fault.code === "connection-refused"
                ? `Start the ${name} server, or correct the port.`
                : "Check that the server is running, that the address is correct, and that no firewall blocks the packets.",
          },
        });
      }),
    ),
};
