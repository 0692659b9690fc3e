/** Whether access points are configured to join another controller. */
import { type Check, notChecked, pass, warning } from "../check";
import { listed, namesOf } from "../fleet-questions";
import { references } from "../references";

export const otherControllers: Check = {
  id: "other-controllers",
  title: "No access point is configured for another controller",
  severity: "high",
  why: "While the controller reloads, its access points look for another controller. An access point that joins another one downloads that controller's software.",
  reference: references.capwap,
  needs: [],
  judge: ({ fleet, controller }) => {
    const told = fleet.aps.filter(({ controllers }) => controllers.length > 0);
    if (told.length === 0)
      return notChecked(
        "The controllers configured on the access points are not known. Paste the output of show ap config general.",
      );
    const own = [controller.name, controller.ip]
      .filter((name) => name !== null)
      .map((name) => name.toLowerCase());
    const isOther = (name: string) =>
      own.length === 0 ? name !== told[0]?.controllers[0] : !own.includes(name.toLowerCase());
    const away = told.filter(({ controllers }) => controllers.some(isOther));
    const evidence = away.slice(0, 10).map(({ name, controllers }) => ({
      asked: `Controllers configured on ${name}`,
      answer: controllers.join(", "),
    }));
    if (away.length === 0) return pass("No access point has another controller configured.");
    return warning(
      `${listed(namesOf(away))} may join another controller: ${[...new Set(away.flatMap(({ controllers }) => controllers.filter(isOther)))].join(", ")}.`,
      {
        evidence,
        affected: namesOf(away),
        fix: {
          text: "Remove the other controllers from these access points until the upgrade is done, or upgrade those controllers to the same release.",
        },
      },
    );
  },
};
