/** Whether the controller's own image is on the server. */
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import { type Check, fails, notChecked, onServer, pass, whenKnown } from "../check";
import { references } from "../references";

export const controllerImagePresent: Check = {
  id: "controller-image-present",
  title: "The controller image is on the server",
  severity: "critical",
  why: "The upgrade begins with the controller's own image. Without it, nothing starts.",
  reference: references.ewcGuide,
  needs: ["images"],
  judge: (facts) =>
    onServer(facts, ({ files }) =>
      whenKnown(files.images, (images) => {
        const image = images[CONTROLLER_IMAGE];
        if (image === undefined) return notChecked("It was not asked for.");
        const evidence = [{ asked: CONTROLLER_IMAGE, answer: image.fault?.message ?? "there" }];
        if (image.fault?.code !== "file-not-found")
          return pass(`${CONTROLLER_IMAGE} is there.`, { evidence });
        return fails(`${CONTROLLER_IMAGE} is not in the folder.`, {
          evidence,
          affected: [CONTROLLER_IMAGE],
          fix: { text: "Unzip the whole bundle, not only the access point images." },
        });
      }),
    ),
};
