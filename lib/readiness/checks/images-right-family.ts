/** Whether each image is of the family that its name says. */
import { type Check, fails, notChecked, onServer, pass, whenKnown } from "../check";
import { references } from "../references";

export const imagesRightFamily: Check = {
  id: "images-right-family",
  title: "Each image is of the family that its name says",
  severity: "critical",
  why: "Access points ask by name. They refuse an image of another family after they have downloaded all of it.",
  reference: references.ewcGuide,
  needs: ["images"],
  judge: (facts) =>
    onServer(facts, ({ files }) =>
      whenKnown(files.images, (images) => {
        const told = Object.values(images).filter(
          ({ family, infoFamily }) => family !== null && infoFamily !== null,
        );
        if (told.length === 0) return notChecked("No image said what family it is of.");
        const evidence = told.map(({ name, infoFamily }) => ({
          asked: `The info file in ${name}`,
          answer: infoFamily ?? "",
        }));
        const wrong = told.filter(({ family, infoFamily }) => family !== infoFamily);
        if (wrong.length === 0) return pass("Name and content of each image agree.", { evidence });
        return fails(wrong.map(({ name, infoFamily }) => `${name} is an image of ${infoFamily}.`).join(" "), {
          evidence,
          affected: wrong.map(({ name }) => name),
          fix: { text: "Unzip the bundle again. Do not rename images." },
        });
      }),
    ),
};
