/** What is installed on the controller besides the running version. */
import { type Check, notChecked, pass, warning } from "../check";

export const inactiveVersion: Check = {
  id: "inactive-version",
  title: "No unknown inactive version is left on the controller",
  severity: "low",
  why: "An inactive version may be the rest of an earlier upgrade that nobody completed.",
  needs: [],
  judge: ({ controller }) => {
    if (controller.installed === null) return notChecked("Paste show install summary.");
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
          fix: { text: "Remove what is no longer needed.", commands: ["install remove inactive"] },
        });
  },
};
