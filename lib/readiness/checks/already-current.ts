/** Which access points run the target already, or hold it as backup image. */
import { counted } from "@/lib/kit/text";
import { type Check, notChecked, pass, warning } from "../check";
import { namesOf, runningOf, targetVersion } from "../fleet-questions";

export const alreadyCurrent: Check = {
  id: "already-current",
  title: "There is something to upgrade",
  severity: "low",
  why: "Access points that already have the target version download nothing, so the upgrade takes less time than the size of the fleet suggests.",
  needs: ["images"],
  judge: (facts) => {
    const target = targetVersion(facts);
    if (facts.fleet.aps.length === 0) return notChecked("The fleet is not known.");
    if (target === null) return notChecked("The target version is not known.");
    const running = facts.fleet.aps.filter((ap) => runningOf(ap, facts) === target);
    const holding = facts.fleet.aps.filter((ap) => runningOf(ap, facts) !== target && ap.backup === target);
    const evidence = [
      { asked: `Access points that run ${target}`, answer: String(running.length) },
      { asked: `Access points with ${target} as their backup image`, answer: String(holding.length) },
    ];
    if (running.length === facts.fleet.aps.length)
      return warning(`All access points already run ${target}.`, { evidence, affected: namesOf(running) });
    const left = facts.fleet.aps.length - running.length - holding.length;
    return pass(`${counted(left, "access point")} of ${facts.fleet.aps.length} will download an image.`, {
      evidence,
      affected: namesOf([...running, ...holding]),
    });
  },
};
