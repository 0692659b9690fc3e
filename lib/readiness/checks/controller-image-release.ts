/** Whether controller image and access point images are of one release. */
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import { type Check, fails, notChecked, onServer, pass, whenKnown } from "../check";
import { imageVersions, trainOf } from "../fleet-questions";
import { references } from "../references";

export const controllerImageRelease: Check = {
  id: "controller-image-release",
  title: "Controller image and access point images are of one release",
  severity: "critical",
  why: "Access points that were prepared with another release download again after the reload, while clients wait.",
  reference: references.ewcGuide,
  needs: ["images"],
  judge: (facts) =>
    onServer(facts, ({ files }) =>
      whenKnown(files.images, (images) => {
        const own = images[CONTROLLER_IMAGE]?.version ?? null;
        const versions = imageVersions(facts);
        if (own === null || versions.length === 0)
          return notChecked(
            "The release of the controller image or of the access point images could not be read.",
          );
        const evidence = [
          { asked: `The version of ${CONTROLLER_IMAGE}`, answer: own },
          { asked: "Versions of the access point images", answer: versions.join(", ") },
        ];
        const other = versions.filter((version) => trainOf(version) !== trainOf(own));
        if (other.length === 0) return pass(`All are of ${trainOf(own)}.`, { evidence });
        return fails(`The controller image is of ${own}, the access point images of ${other.join(", ")}.`, {
          evidence,
          affected: [CONTROLLER_IMAGE],
          fix: { text: "Empty the folder and unzip one bundle into it." },
        });
      }),
    ),
};
