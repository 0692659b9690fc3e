/** Whether the running version is committed. */
import { type Check, notChecked, outage, pass } from "../check";

export const uncommittedVersion: Check = {
  id: "uncommitted-version",
  title: "The running version is committed",
  severity: "critical",
  why: "A version that is not committed is rolled back by the next reload, and no other can be installed until then.",
  needs: [],
  judge: ({ controller }) => {
    if (controller.installed === null) return notChecked("Paste show install summary.");
    const open = controller.installed.filter(({ state }) => state === "U" || state === "D");
    const evidence = controller.installed.map(({ type, state, version }) => ({
      asked: `${type} ${state}`,
      answer: version,
    }));
    return open.length === 0
      ? pass("Everything that is active is committed.", { evidence })
      : outage(`${open.map(({ version }) => version).join(", ")} is not committed.`, {
          evidence,
          fix: { text: "Commit it, or roll it back, before the next upgrade.", commands: ["install commit"] },
        });
  },
};
