/** Whether the controller has an image download profile. */
import { type Check, manual, pass, warning } from "../check";
import { references } from "../references";

export const profileSaved: Check = {
  id: "profile-saved",
  title: "The image download profile is saved",
  severity: "high",
  why: "Access points that join later use the saved profile to download their image. Without it, those of other image families cannot get one.",
  reference: references.ewcGuide,
  needs: [],
  judge: ({ controller: { profile } }) => {
    if (profile === null)
      return manual("The controller's image download profile is not known.", {
        fix: {
          text: "Check it on the controller.",
          commands: ["show wireless profile image-download detailed default"],
        },
      });
    if (profile === false)
      return warning("No image download profile is saved.", {
        fix: { text: "Enter a profile on Software Upgrade, and save it before the maintenance window." },
      });
    return pass(
      `A profile is saved: ${profile.mode.toUpperCase()}${profile.address === "" ? "" : ` from ${profile.address}`}.`,
      {
        evidence: [
          {
            asked: "Mode, server and path",
            answer: `${profile.mode}, ${profile.address}, ${profile.path === "" ? "/" : profile.path}`,
          },
        ],
      },
    );
  },
};
