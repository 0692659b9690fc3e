/** Whether another access point can take over as controller. */
import { isControllerCapable } from "@/lib/contracts/families";
import { type Check, notApplicable, notChecked, pass, warning } from "../check";
import { namesOf } from "../fleet-questions";
import { references } from "../references";

export const standbyController: Check = {
  id: "standby-controller",
  title: "Another access point can take over as controller",
  severity: "high",
  why: "If the access point that runs the controller does not come back, another EWC-capable access point takes over. Without one, the network stays down.",
  reference: references.ewcGuide,
  needs: [],
  judge: ({ fleet, controller }) => {
    if (fleet.aps.length === 0) return notChecked("The fleet is not known.");
    if (controller.model !== null && /9800-(?!AP)/i.test(controller.model))
      return notApplicable(`${controller.model} is not an embedded controller.`);
    const capable = fleet.aps.filter(
      ({ model, isJoined }) => model !== null && isControllerCapable(model) && isJoined !== false,
    );
    const evidence = [
      {
        asked: "EWC-capable access points",
        answer: namesOf(capable).slice(0, 10).join(", ") || "none",
      },
    ];
    return capable.length >= 2
      ? pass(`${capable.length} access points are EWC-capable.`, { evidence })
      : warning(
          "Fewer than two access points are EWC-capable, so no other one can take over as controller.",
          {
            evidence,
            fix: {
              text: "Add a second EWC-capable access point, or have someone on site during the upgrade.",
            },
          },
        );
  },
};
