/** Whether an embedded controller manages as many access points. */
import { EWC_MAX_APS } from "@/lib/contracts/families";
import { counted } from "@/lib/kit/text";
import { type Check, notApplicable, notChecked, pass, warning } from "../check";
import { unverifiedLimitOf } from "../model-support";
import { references } from "../references";

export const fleetSize: Check = {
  id: "fleet-size",
  title: "The controller can manage the whole fleet",
  severity: "medium",
  why: "An embedded controller runs on an access point, and manages a limited number of others. Beyond the limit, access points may not be able to join.",
  reference: references.ewcLimits,
  needs: [],
  judge: ({ fleet, controller }) => {
    if (fleet.aps.length === 0) return notChecked("The fleet is not known.");
    const model = controller.model ?? fleet.aps.find(({ isController }) => isController)?.model ?? null;
    if (model !== null && /9800-(?!AP)/i.test(model))
      return notApplicable(`${model} is not an embedded controller.`);
    const aps = fleet.aps.length;
    const count = counted(aps, "access point");
    const evidence = [
      { asked: "Controller's model", answer: model ?? "not listed" },
      { asked: "Access points", answer: String(aps) },
    ];
    if (aps > EWC_MAX_APS)
      return warning(`${count} exceed the limit of ${EWC_MAX_APS} for an embedded controller.`, {
        evidence,
        fix: { text: "Split the network, or use a controller appliance." },
      });
    const limit = unverifiedLimitOf(model);
    if (limit !== null && aps > limit)
      return warning(
        `${count} may be too many for ${model}: its limit may be ${limit}, which is not verified.`,
        {
          evidence,
          fix: {
            text: "Look up the limit in the data sheet of the model. If the fleet exceeds it, use another model as controller, or split the network.",
          },
        },
      );
    return pass(`${count}. An embedded controller manages up to ${EWC_MAX_APS}, depending on its model.`, {
      evidence,
    });
  },
};
