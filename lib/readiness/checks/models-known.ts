/** Whether the image family of each access point is known. */
import { counted } from "@/lib/kit/text";
import { type Check, fails, notChecked, pass, warning } from "../check";
import { listed, namesOf } from "../fleet-questions";
import { references } from "../references";

export const modelsKnown: Check = {
  id: "models-known",
  title: "The image family of each model is known",
  severity: "high",
  why: "Without the family, it is not known which image an access point will request.",
  reference: references.ewcGuide,
  needs: [],
  judge: ({ fleet }) => {
    if (fleet.aps.length === 0) return notChecked("The fleet is not known.");
    const unlisted = fleet.aps.filter(({ model }) => model === null);
    const unknown = fleet.aps.filter(({ model, family }) => model !== null && family === null);
    const models = [...new Set(unknown.map(({ model }) => model))].join(", ");
    if (unknown.length > 0)
      return fails(`No image family is known for ${models}: ${listed(namesOf(unknown))}.`, {
        affected: namesOf(unknown),
        evidence: unknown
          .slice(0, 10)
          .map(({ name, model }) => ({ asked: `Model of ${name}`, answer: model ?? "" })),
        fix: {
          text: "Check the spelling of the model. If it is correct, find out before the upgrade which image it needs.",
        },
      });
    if (unlisted.length > 0)
      return warning(
        `The model of ${counted(unlisted.length, "access point")} is not listed: ${listed(namesOf(unlisted))}.`,
        {
          affected: namesOf(unlisted),
          fix: { text: "Also paste the output of show ap summary.", commands: ["show ap summary"] },
        },
      );
    return pass(`The families of all ${counted(fleet.aps.length, "access point")} are known.`);
  },
};
