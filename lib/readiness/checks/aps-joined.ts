/** Whether all access points are joined: others take no part in the upgrade. */
import { counted } from "@/lib/kit/text";
import { type Check, notChecked, outage, pass } from "../check";
import { listed, namesOf } from "../fleet-questions";
import { references } from "../references";

export const apsJoined: Check = {
  id: "aps-joined",
  title: "All access points are joined",
  severity: "high",
  why: "An access point that is not joined takes no part. When it comes back it has the old software, and downloads while its clients wait.",
  reference: references.ewcGuide,
  needs: [],
  judge: ({ fleet }) => {
    const told = fleet.aps.filter(({ isJoined }) => isJoined !== null);
    if (told.length === 0)
      return notChecked("No listing says which access points are joined. Paste show ap summary.");
    const away = told.filter(({ isJoined }) => isJoined === false);
    const evidence = away
      .slice(0, 10)
      .map(({ name, state }) => ({ asked: `The state of ${name}`, answer: state ?? "not joined" }));
    if (away.length === 0) return pass(`All ${counted(told.length, "listed access point")} are joined.`);
    return outage(
      `${counted(away.length, "access point is", "access points are")} not joined: ${listed(namesOf(away))}.`,
      {
        evidence,
        affected: namesOf(away),
        fix: {
          text: "Bring them back before the upgrade, or plan for their download when they join.",
          commands: ["show ap join stats summary"],
        },
      },
    );
  },
};
