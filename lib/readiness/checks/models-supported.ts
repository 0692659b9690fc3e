/** Whether the target release supports the models of the fleet. */
import { compareVersions } from "@/lib/contracts/versions";
import { type Check, notChecked, outage, pass } from "../check";
import { listed, namesOf, targetVersion } from "../fleet-questions";
import { droppedSeries } from "../model-support";
import { references } from "../references";

export const modelsSupported: Check = {
  id: "models-supported",
  title: "The target release supports each model",
  severity: "critical",
  why: "An access point that the new release does not support does not join any more, and its clients lose service.",
  reference: references.recommendedReleases,
  needs: ["images"],
  judge: (facts) => {
    const target = targetVersion(facts);
    if (facts.fleet.aps.length === 0) return notChecked("The fleet is not known.");
    if (target === null) return notChecked("The target version is not known.");
    const dropped = facts.fleet.aps.flatMap((ap) => {
      const row = droppedSeries.find(
        ({ series, from }) =>
          compareVersions(target, from) >= 0 &&
          series.some((one) => new RegExp(`(^|[^0-9])${one}(?![0-9])`).test(ap.model ?? "")),
      );
      return row === undefined ? [] : [{ ap, why: row.why }];
    });
    if (dropped.length === 0) return pass(`No model is known that ${target} no longer supports.`);
    const names = namesOf(dropped.map(({ ap }) => ap));
    return outage(`${target} does not support ${listed(names)}. ${dropped[0]?.why}`, {
      affected: names,
      evidence: dropped
        .slice(0, 10)
        .map(({ ap }) => ({ asked: `The model of ${ap.name}`, answer: ap.model ?? "" })),
      fix: { text: "Replace these access points first, or stay on a release that supports them." },
    });
  },
};
