/** Whether another access point can take over as controller. */
import { isControllerCapable } from "@/lib/contracts/families";
import { type Check, notApplicable, notChecked, pass, warning } from "../check";
import { namesOf } from "../fleet-questions";
import { references } from "../references";

export const standbyController: Check = {
  id: "standby-controller",
  title: "Another access point can take over as controller",
  severity: "high",
  why: "When the controller's own access point does not come back, another one that can host the controller takes over. Without one, the network stays down.",
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
        asked: "Access points that can host the controller",
        answer: namesOf(capable).slice(0, 10).join(", ") || "none",
      },
    ];
    return capable.length >= 2
      ? pass(`${capable.length} access points can host the controller.`, { evidence })
      : warning("At most one access point can host the controller, so nobody can take over from it.", {
          evidence,
          fix: {
            text: "Add a second access point that can host the controller, or plan for access on site.",
          },
        });
  },
};
