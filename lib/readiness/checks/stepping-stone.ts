/** Whether some access points must pass another release first. */
import { compareVersions } from "@/lib/contracts/versions";
import { type Check, notChecked, outage, pass } from "../check";
import { listed, namesOf, runningOf, targetVersion } from "../fleet-questions";
import { references } from "../references";
import { steppingStones } from "../stepping-stones";

export const steppingStone: Check = {
  id: "stepping-stone",
  title: "No intermediate release is required",
  severity: "critical",
  why: "Some access points fail to start on a new release when they are upgraded directly from certain older releases.",
  reference: references.recommendedReleases,
  needs: ["images"],
  judge: (facts) => {
    const target = targetVersion(facts);
    if (facts.fleet.aps.length === 0) return notChecked("The fleet is not known.");
    if (target === null) return notChecked("The target version is not known.");
    const known = facts.fleet.aps.filter((ap) => runningOf(ap, facts) !== null);
    if (known.length === 0)
      return notChecked(
        "The running versions are not known. Paste the output of show ap image or show version.",
      );
    const hit = steppingStones.flatMap(({ series, below, to, via }) =>
      compareVersions(target, to) < 0
        ? []
        : known
            .filter(
              (ap) =>
                series.some((one) => ap.model?.includes(one)) &&
                compareVersions(runningOf(ap, facts) ?? to, below) < 0,
            )
            .map((ap) => ({ ap, via })),
    );
    const evidence = hit
      .slice(0, 10)
      .map(({ ap }) => ({ asked: `${ap.name}, ${ap.model}`, answer: `runs ${runningOf(ap, facts)}` }));
    const [first] = hit;
    if (first === undefined)
      return pass(
        `No intermediate release is known to be required for these models and versions on the way to ${target}.`,
      );
    const names = namesOf(hit.map(({ ap }) => ap));
    return outage(`${listed(names)} must be upgraded to ${first.via} before ${target}.`, {
      evidence,
      affected: names,
      fix: { text: `Upgrade the network to ${first.via} first, then to ${target}.` },
    });
  },
};
