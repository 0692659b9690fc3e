/** Whether all access points are joined: others take no part in the upgrade. */
import { counted } from "@/lib/kit/text";
import { type Check, notChecked, outage, pass } from "../check";
import { listed, namesOf } from "../fleet-questions";
import { references } from "../references";

export const apsJoined: Check = {
  id: "aps-joined",
  title: "All access points are joined",
  severity: "high",
  why: "An access point that is not joined is left out of the upgrade. When it joins later, it still has the old software, and must download the new image before it serves clients.",
  reference: references.ewcGuide,
  needs: [],
  judge: ({ fleet }) => {
    const told = fleet.aps.filter(({ isJoined }) => isJoined !== null);
    if (told.length === 0)
      return notChecked(
        "It is not known which access points are joined. Paste the output of show ap summary.",
      );
    const away = told.filter(({ isJoined }) => isJoined === false);
    const evidence = away
      .slice(0, 10)
      .map(({ name, state }) => ({ asked: `State of ${name}`, answer: state ?? "not joined" }));
    if (away.length === 0) return pass(`All ${counted(told.length, "listed access point")} are joined.`);
    return outage(
      `${counted(away.length, "access point is", "access points are")} not joined: ${listed(namesOf(away))}.`,
      {
        evidence,
        affected: namesOf(away),
        fix: {
          text: "Get them to join before the upgrade, or allow for their download when they join later.",
          commands: ["show ap join stats summary"],
        },
      },
    );
  },
};
