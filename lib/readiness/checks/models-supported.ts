/** Whether the target release supports the models of the fleet. */
import { type Check, notChecked, pass, warning } from "../check";
import { listed, namesOf, targetVersion } from "../fleet-questions";
import { isWave1 } from "../model-support";
import { references } from "../references";

export const modelsSupported: Check = {
  id: "models-supported",
  title: "The target release supports each model",
  severity: "critical",
  why: "An access point that the new release does not support can no longer join, and its clients lose service.",
  reference: references.recommendedReleases,
  needs: ["images"],
  judge: (facts) => {
    const target = targetVersion(facts);
    if (facts.fleet.aps.length === 0) return notChecked("The fleet is not known.");
    if (target === null) return notChecked("The target version is not known.");
    const doubtful = facts.fleet.aps.filter(({ model }) => isWave1(model));
    if (doubtful.length === 0) return pass(`No model in this fleet is known to be a problem with ${target}.`);
    const names = namesOf(doubtful);
    return warning(
      `${target} may not support ${listed(names)}. Not all releases support Wave 1 access points, and this program cannot verify which do.`,
      {
        affected: names,
        evidence: doubtful
          .slice(0, 10)
          .map(({ name, model }) => ({ asked: `Model of ${name}`, answer: model ?? "" })),
        fix: {
          text: "Look up these models in the release notes of the target version. If it does not support them, replace them first, or stay on a release that supports them.",
        },
      },
    );
  },
};
