/** Whether controller image and access point images are of one release. */
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import { type Check, fails, notChecked, onServer, pass, whenKnown } from "../check";
import { imageVersions, trainOf } from "../fleet-questions";
import { references } from "../references";

export const controllerImageRelease: Check = {
  id: "controller-image-release",
  title: "The controller image and the access point images are from the same release",
  severity: "critical",
  why: "If the releases differ, access points download again after the reload, and clients have no service until they are done.",
  reference: references.ewcGuide,
  needs: ["images"],
  judge: (facts) =>
    onServer(facts, ({ files }) =>
      whenKnown(files.images, (images) => {
        const own = images[CONTROLLER_IMAGE]?.version ?? null;
        const versions = imageVersions(facts);
        if (own === null || versions.length === 0)
          return notChecked(
            "The release of the controller image or of the access point images could not be determined.",
          );
        const evidence = [
          { asked: `Version of ${CONTROLLER_IMAGE}`, answer: own },
          { asked: "Versions of the access point images", answer: versions.join(", ") },
        ];
        const other = versions.filter((version) => trainOf(version) !== trainOf(own));
        if (other.length === 0) return pass(`All images are from release ${trainOf(own)}.`, { evidence });
        return fails(
          `The controller image has version ${own}, but the access point images have ${other.join(", ")}.`,
          {
            evidence,
            affected: [CONTROLLER_IMAGE],
            fix: { text: "Empty the folder, then unzip a single bundle into it." },
          },
        );
      }),
    ),
};
