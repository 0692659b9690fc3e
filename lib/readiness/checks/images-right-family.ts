/** Whether each image is of the family that its name says. */
import { type Check, fails, notChecked, onServer, pass, whenKnown } from "../check";
import { references } from "../references";

export const imagesRightFamily: Check = {
  id: "images-right-family",
  title: "Each image matches its file name",
  severity: "critical",
  why: "Access points request images by file name. They reject an image of another family, but only after downloading all of it.",
  reference: references.ewcGuide,
  needs: ["images"],
  judge: (facts) =>
    onServer(facts, ({ files }) =>
      whenKnown(files.images, (images) => {
        const told = Object.values(images).filter(
          ({ family, infoFamily }) => family !== null && infoFamily !== null,
        );
        if (told.length === 0) return notChecked("The family could not be read from any image.");
        const evidence = told.map(({ name, infoFamily }) => ({
          asked: `Info file in ${name}`,
          answer: infoFamily ?? "",
        }));
        const wrong = told.filter(({ family, infoFamily }) => family !== infoFamily);
        if (wrong.length === 0) return pass("The name and content of each image agree.", { evidence });
        return fails(
          wrong.map(({ name, infoFamily }) => `${name} contains an image for ${infoFamily}.`).join(" "),
          {
            evidence,
            affected: wrong.map(({ name }) => name),
            fix: { text: "Unzip the bundle again, and do not rename the files." },
          },
        );
      }),
    ),
};
