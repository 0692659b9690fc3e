/** Whether the server has the version that is planned. */
import { type Check, fails, notApplicable, notChecked, onServer, pass } from "../check";
import { imageVersions } from "../fleet-questions";
import { references } from "../references";

export const targetRelease: Check = {
  id: "target-release",
  title: "The server has the planned version",
  severity: "high",
  why: "The upgrade installs the version that is in the folder, even if the change request names another.",
  reference: references.ewcGuide,
  needs: ["images"],
  judge: (facts) =>
    onServer(facts, () => {
      const planned = facts.plan.targetVersion;
      if (planned === null) return notApplicable("No target version was given.");
      const versions = imageVersions(facts);
      const evidence = [
        { asked: "Planned version", answer: planned },
        { asked: "Versions in the images", answer: versions.join(", ") },
      ];
      if (versions.length === 0) return notChecked("No version could be read from the images.", { evidence });
      if (versions.every((version) => version === planned))
        return pass(`The images have version ${planned}.`, { evidence });
      return fails(`The plan is ${planned}, but the images have version ${versions.join(", ")}.`, {
        evidence,
        fix: { text: "Enter the folder of the planned release, or correct the target." },
      });
    }),
};
