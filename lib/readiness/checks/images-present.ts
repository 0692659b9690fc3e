/** Whether each image that the fleet needs is on the server. */
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import { counted } from "@/lib/kit/text";
import { type Check, fails, notApplicable, onServer, pass, whenKnown } from "../check";
import { apsOfImage, listed, namesOf } from "../fleet-questions";
import { references } from "../references";

export const imagesPresent: Check = {
  id: "images-present",
  title: "Each image that the fleet needs is on the server",
  severity: "critical",
  why: "An access point whose image is missing keeps retrying. After the reload, it runs the old software or does not join again.",
  reference: references.ewcGuide,
  needs: ["images"],
  judge: (facts) =>
    onServer(facts, ({ files }) =>
      whenKnown(files.images, (images) => {
        const needed = Object.values(images).filter(
          ({ isNeeded, name }) => isNeeded && name !== CONTROLLER_IMAGE,
        );
        if (needed.length === 0)
          return notApplicable("It is not known which access point images the fleet needs.");
        const missing = needed
          .filter(({ fault }) => fault?.code === "file-not-found")
          .map(({ name }) => name);
        const evidence = needed.map(({ name, fault }) => ({
          asked: name,
          answer: fault === null ? "found" : fault.message,
        }));
        if (missing.length === 0)
          return pass(
            `All needed images are there: ${listed(
              needed.map(({ name }) => name),
              9,
            )}.`,
            { evidence },
          );
        const aps = missing.flatMap((image) => apsOfImage(facts, image));
        return fails(
          `${listed(missing)} ${missing.length === 1 ? "is" : "are"} missing. ${counted(aps.length, "access point")} need${aps.length === 1 ? "s" : ""} ${missing.length === 1 ? "it" : "them"}: ${listed(namesOf(aps))}.`,
          {
            evidence,
            affected: missing,
            fix: { text: "Unzip the whole bundle of the release into the image folder." },
          },
        );
      }),
    ),
};
