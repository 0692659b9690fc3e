/** Whether the server serves as many clients at once as the upgrade has. */
import { faultText } from "@/lib/contracts/fault";
import { counted } from "@/lib/kit/text";
import { type Check, fails, onServer, pass, warning, whenKnown } from "../check";
import { neededFamilies } from "../fleet-questions";
import { references } from "../references";

export const concurrentReads: Check = {
  id: "concurrent-reads",
  title: "The server handles enough clients at once",
  severity: "high",
  why: "In Parallel Mode, one access point of each image family downloads at the same time. Otherwise they take turns. An access point that joins later downloads as soon as it joins.",
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
            asked: counted(asked, "simultaneous read"),
            answer: `${succeeded} succeeded${fault ? `; ${faultText(fault)}` : ""}`,
          },
        ];
        if (succeeded >= asked)
          return pass(`${counted(asked, "simultaneous read")} succeeded.`, { evidence });
        const text = `${succeeded} of ${counted(asked, "simultaneous read")} succeeded.`;
        const fix = {
          text: "Raise the server's limit on simultaneous transfers or connections.",
          commands: wire.negotiation.known
            ? ["dnsmasq: tftp-max=50", "atftpd --maxthread 100"]
            : ["sshd_config: MaxStartups 100:30:200", "sshd_config: MaxSessions 50"],
        };
        return succeeded < wanted
          ? fails(`${text} The upgrade needs ${wanted}.`, { evidence, fix })
          : warning(`${text} Access points that join at the same time may be refused.`, { evidence, fix });
      }),
    ),
};
