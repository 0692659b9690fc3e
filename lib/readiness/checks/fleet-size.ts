/** Whether an embedded controller manages as many access points. */
import { counted } from "@/lib/kit/text";
import { type Check, notApplicable, notChecked, pass, warning } from "../check";
import { mostApsOf } from "../model-support";
import { references } from "../references";

export const fleetSize: Check = {
  id: "fleet-size",
  title: "The controller can manage the whole fleet",
  severity: "medium",
  why: "An embedded controller is an access point. Beyond its limit, access points do not join after the reload.",
  reference: references.recommendedReleases,
  needs: [],
  judge: ({ fleet, controller }) => {
    if (fleet.aps.length === 0) return notChecked("The fleet is not known.");
    const model = controller.model ?? fleet.aps.find(({ isController }) => isController)?.model ?? null;
    if (model !== null && /9800-(?!AP)/i.test(model))
      return notApplicable(`${model} is not an embedded controller.`);
    const most = mostApsOf(model);
    const evidence = [
      { asked: "The controller's model", answer: model ?? "not listed" },
      { asked: "Access points", answer: String(fleet.aps.length) },
    ];
    return fleet.aps.length <= most
      ? pass(`${counted(fleet.aps.length, "access point")} of at most ${most}.`, { evidence })
      : warning(
          `${counted(fleet.aps.length, "access point")} are more than the ${most} that ${model ?? "an embedded controller"} manages.`,
          {
            evidence,
            fix: { text: "Divide the network, or use a controller appliance." },
          },
        );
  },
};
