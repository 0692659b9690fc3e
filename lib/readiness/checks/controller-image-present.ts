/** Whether the controller's own image is on the server. */
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import { type Check, fails, notChecked, onServer, pass, whenKnown } from "../check";
import { references } from "../references";

export const controllerImagePresent: Check = {
  id: "controller-image-present",
  title: "The controller image is on the server",
  severity: "critical",
  why: "The controller downloads its own image first. Without it, the upgrade cannot start.",
  reference: references.ewcGuide,
  needs: ["images"],
  judge: (facts) =>
    onServer(facts, ({ files }) =>
      whenKnown(files.images, (images) => {
        const image = images[CONTROLLER_IMAGE];
        if (image === undefined) return notChecked("The server was not asked for it.");
        const evidence = [{ asked: CONTROLLER_IMAGE, answer: image.fault?.message ?? "found" }];
        if (image.fault?.code !== "file-not-found")
          return pass(`${CONTROLLER_IMAGE} is there.`, { evidence });
        return fails(`${CONTROLLER_IMAGE} is not in the folder.`, {
          evidence,
          affected: [CONTROLLER_IMAGE],
          fix: { text: "Unzip the whole bundle into the folder, not just the access point images." },
        });
      }),
    ),
};
