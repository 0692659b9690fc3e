/** What is installed on the controller besides the running version. */
import { type Check, notChecked, pass, warning } from "../check";

export const inactiveVersion: Check = {
  id: "inactive-version",
  title: "At most one inactive version is on the controller",
  severity: "low",
  why: "Inactive versions can be left over from an earlier upgrade that was never completed.",
  needs: [],
  judge: ({ controller }) => {
    if (controller.installed === null)
      return notChecked("The installed versions are not known. Paste the output of show install summary.");
    const inactive = controller.installed.filter(({ state }) => state === "I");
    const evidence = controller.installed.map(({ type, state, version }) => ({
      asked: `${type} ${state}`,
      answer: version,
    }));
    return inactive.length <= 1
      ? pass(
          inactive.length === 0
            ? "No inactive version is installed."
            : `${inactive[0]?.version} is installed and inactive.`,
          { evidence },
        )
      : warning(`${inactive.length} inactive versions are installed.`, {
          evidence,
          fix: {
            text: "Remove the versions that you no longer need.",
            commands: ["install remove inactive"],
          },
        });
  },
};
