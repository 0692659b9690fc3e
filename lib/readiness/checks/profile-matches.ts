/** Whether the saved profile names the server that is checked. */
import { foldImagePath } from "@/lib/contracts/profile-fields";
import { type Check, manual, onServer, pass, warning } from "../check";
import { references } from "../references";

export const profileMatches: Check = {
  id: "profile-matches",
  title: "The saved profile uses the server that was checked",
  severity: "high",
  why: "The results of this check do not apply to any other server or folder.",
  reference: references.ewcGuide,
  needs: [],
  judge: (facts) =>
    onServer(facts, ({ target }) => {
      const { profile } = facts.controller;
      if (profile === null || profile === false)
        return manual("The controller's profile is not known.", {
          fix: {
            text: "Compare the mode, server and path on the controller with those that were checked.",
            commands: ["show wireless profile image-download detailed default"],
          },
        });
      const checked = { mode: target.protocol, address: target.address, path: foldImagePath(target.path) };
      const evidence = [
        { asked: "Checked here", answer: `${checked.mode}, ${checked.address}, ${checked.path || "/"}` },
        {
          asked: "Saved in the profile",
          answer: `${profile.mode}, ${profile.address}, ${profile.path || "/"}`,
        },
      ];
      const differs = [
        ...(profile.mode === checked.mode ? [] : ["mode"]),
        ...(profile.address === checked.address ? [] : ["server"]),
        ...(foldImagePath(profile.path) === checked.path ? [] : ["path"]),
      ];
      return differs.length === 0
        ? pass("The mode, server and path are the same.", { evidence })
        : warning(`The saved profile has a different ${differs.join(" and ")}.`, {
            evidence,
            fix: { text: "Correct the profile, or run this check with the server and path of the profile." },
          });
    }),
};
