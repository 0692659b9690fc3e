/** Whether the running version is committed. */
import { type Check, notChecked, outage, pass } from "../check";

export const uncommittedVersion: Check = {
  id: "uncommitted-version",
  title: "The running version is committed",
  severity: "critical",
  why: "A version that is not committed is rolled back at the next reload, and no other version can be installed until then.",
  needs: [],
  judge: ({ controller }) => {
    if (controller.installed === null)
      return notChecked("The installed versions are not known. Paste the output of show install summary.");
    const open = controller.installed.filter(({ state }) => state === "U" || state === "D");
    const evidence = controller.installed.map(({ type, state, version }) => ({
      asked: `${type} ${state}`,
      answer: version,
    }));
    return open.length === 0
      ? pass("All active versions are committed.", { evidence })
      : outage(`${open.map(({ version }) => version).join(", ")} is not committed.`, {
          evidence,
          fix: { text: "Commit it, or roll it back, before the next upgrade.", commands: ["install commit"] },
        });
  },
};
