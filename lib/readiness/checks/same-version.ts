/** Whether all joined access points run their controller's version. */
import { type Check, notChecked, pass, warning } from "../check";
import { listed, namesOf } from "../fleet-questions";

export const sameVersion: Check = {
  id: "same-version",
  title: "All access points run the controller's version",
  severity: "medium",
  why: "An access point with a different version is still downloading or could not complete an earlier download, and the cause may still be there.",
  needs: [],
  judge: ({ fleet, controller }) => {
    const told = fleet.aps.filter(({ running }) => running !== null);
    if (told.length === 0)
      return notChecked(
        "The versions of the access points are not known. Paste the output of show ap image.",
      );
    const counts = new Map<string, number>();
    for (const { running } of told) counts.set(running ?? "", (counts.get(running ?? "") ?? 0) + 1);
    const [usual = ""] = [...counts.entries()].toSorted((a, b) => b[1] - a[1]).map(([version]) => version);
    const expected = controller.running ?? usual;
    const others = told.filter(({ running }) => running !== expected);
    const evidence = [...counts].map(([version, count]) => ({
      asked: `Access points that run ${version}`,
      answer: String(count),
    }));
    return others.length === 0
      ? pass(`All run ${expected}.`, { evidence })
      : warning(`${listed(namesOf(others))} ${others.length === 1 ? "does" : "do"} not run ${expected}.`, {
          evidence,
          affected: namesOf(others),
          fix: {
            text: "Find out why before the upgrade.",
            commands: ["show ap image", "show ap join stats summary"],
          },
        });
  },
};
