/** Whether access points are configured to join another controller. */
import { type Check, notChecked, pass, warning } from "../check";
import { listed, namesOf } from "../fleet-questions";
import { references } from "../references";

export const otherControllers: Check = {
  id: "other-controllers",
  title: "No access point prefers another controller",
  severity: "high",
  why: "While the controller reloads, access points look for another one. One that joins it takes that controller's software.",
  reference: references.capwap,
  needs: [],
  judge: ({ fleet, controller }) => {
    const told = fleet.aps.filter(({ controllers }) => controllers.length > 0);
    if (told.length === 0)
      return notChecked(
        "No listing says which controllers the access points know. Paste show ap config general.",
      );
    const own = [controller.name, controller.ip]
      .filter((name) => name !== null)
      .map((name) => name.toLowerCase());
    const isOther = (name: string) =>
      own.length === 0 ? name !== told[0]?.controllers[0] : !own.includes(name.toLowerCase());
    const away = told.filter(({ controllers }) => controllers.some(isOther));
    const evidence = away
      .slice(0, 10)
      .map(({ name, controllers }) => ({ asked: `Controllers of ${name}`, answer: controllers.join(", ") }));
    if (away.length === 0) return pass("The listed access points know no other controller.");
    return warning(
      `${listed(namesOf(away))} may join another controller: ${[...new Set(away.flatMap(({ controllers }) => controllers.filter(isOther)))].join(", ")}.`,
      {
        evidence,
        affected: namesOf(away),
        fix: {
          text: "Remove the other controllers for the time of the upgrade, or upgrade them to the same release.",
        },
      },
    );
  },
};
