/** Whether the server serves as many clients at once as the upgrade has. */
import { faultText } from "@/lib/contracts/fault";
import { counted } from "@/lib/kit/text";
import { type Check, fails, onServer, pass, warning, whenKnown } from "../check";
import { neededFamilies } from "../fleet-questions";
import { references } from "../references";

export const concurrentReads: Check = {
  id: "concurrent-reads",
  title: "The server serves enough clients at once",
  severity: "high",
  why: "In Parallel Mode, one access point of each family fetches at the same time; without it, one after another. Access points that join fetch whenever they come.",
  reference: references.ewcGuide,
  needs: ["concurrency"],
  judge: (facts) =>
    onServer(facts, ({ wire }) =>
      whenKnown(wire.concurrency, ({ asked, succeeded, fault }) => {
        const families = neededFamilies(facts).length;
        // In SFTP mode, only the controller connects.
        const wanted = facts.plan.parallelMode ? Math.max(1, families) : 1;
        const evidence = [
          {
            asked: `${counted(asked, "read")} at once`,
            answer: `${succeeded} succeeded${fault ? `; ${faultText(fault)}` : ""}`,
          },
        ];
        if (succeeded >= asked) return pass(`${counted(asked, "read")} at once succeeded.`, { evidence });
        const text = `Of ${counted(asked, "read")} at once, ${succeeded} succeeded.`;
        const fix = {
          text: "Raise the server's limit of transfers or connections.",
          commands: wire.negotiation.known
            ? ["dnsmasq: tftp-max=50", "atftpd --maxthread 100"]
            : ["sshd_config: MaxStartups 100:30:200", "sshd_config: MaxSessions 50"],
        };
        return succeeded < wanted
          ? fails(`${text} Parallel Mode needs ${wanted}.`, { evidence, fix })
          : warning(`${text} Access points that join at the same time may be refused.`, { evidence, fix });
      }),
    ),
};
