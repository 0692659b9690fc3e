/** Whether the fleet is known at all. */
import { counted } from "@/lib/kit/text";
import { type Check, fails, pass } from "../check";
import { references } from "../references";

export const fleetKnown: Check = {
  id: "fleet-known",
  title: "The fleet is known",
  severity: "critical",
  why: "The models of the access points determine which images are needed.",
  reference: references.ewcGuide,
  needs: [],
  judge: ({ fleet }) =>
    fleet.aps.length > 0
      ? pass(`${counted(fleet.aps.length, "access point")}.`, {
          evidence: [
            {
              asked: "Source of the fleet",
              answer: fleet.source === "listing" ? fleet.kinds.join(", ") : "this program",
            },
          ],
        })
      : fails("No access points were given.", {
          fix: {
            text: "Paste the output of these commands.",
            commands: ["show ap summary", "show ap image", "show version", "show install summary"],
          },
        }),
};
