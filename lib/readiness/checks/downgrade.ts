/** Whether the target is newer than what runs. */
import { compareVersions } from "@/lib/contracts/versions";
import { type Check, notChecked, pass, warning } from "../check";
import { targetVersion } from "../fleet-questions";

export const downgrade: Check = {
  id: "downgrade",
  title: "The target version is not older than the running version",
  severity: "medium",
  why: "A downgrade can lose configuration that the older release does not support.",
  needs: ["images"],
  judge: (facts) => {
    const target = targetVersion(facts);
    const running =
      facts.controller.running ?? facts.fleet.aps.find((ap) => ap.running !== null)?.running ?? null;
    if (target === null || running === null)
      return notChecked("The running version or the target version is not known.");
    const evidence = [
      { asked: "Running version", answer: running },
      { asked: "Target version", answer: target },
    ];
    return compareVersions(target, running) < 0
      ? warning(`${target} is older than ${running}.`, {
          evidence,
          fix: {
            text: "Save the configuration first, and check it after the downgrade.",
            commands: ["copy running-config flash:before-downgrade.cfg"],
          },
        })
      : pass(`${target} is not older than ${running}.`, { evidence });
  },
};
