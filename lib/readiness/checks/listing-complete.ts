/** Whether the pasted listing was read completely. */
import { counted } from "@/lib/kit/text";
import { type Check, notApplicable, pass, warning } from "../check";

export const listingComplete: Check = {
  id: "listing-complete",
  title: "The listing was read completely",
  severity: "medium",
  why: "An access point that was lost on the way into this program is one that nobody checks.",
  needs: [],
  judge: ({ fleet }) => {
    if (fleet.source !== "listing") return notApplicable("The fleet was not pasted.");
    const evidence = [
      { asked: "Outputs that were recognized", answer: fleet.kinds.join(", ") },
      ...fleet.warnings.slice(0, 10).map((answer) => ({ asked: "Contradictions and gaps", answer })),
      ...fleet.rejected
        .slice(0, 10)
        .map(({ line, text, reason }) => ({ asked: `Line ${line}: ${text}`, answer: reason })),
    ];
    const problems = [
      ...(fleet.rejected.length > 0
        ? [`${counted(fleet.rejected.length, "line was", "lines were")} not understood.`]
        : []),
      ...fleet.warnings.slice(0, 3),
    ];
    if (problems.length === 0) return pass("Each line was understood.", { evidence });
    return warning(problems.join(" "), {
      evidence,
      fix: {
        text: "Set the terminal's length to 0 and paste the whole output.",
        commands: ["terminal length 0", "terminal width 0"],
      },
    });
  },
};
