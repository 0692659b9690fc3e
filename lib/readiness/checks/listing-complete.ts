/** Whether the pasted listing was read completely. */
import { counted } from "@/lib/kit/text";
import { type Check, notApplicable, pass, warning } from "../check";

export const listingComplete: Check = {
  id: "listing-complete",
  title: "The listing was read completely",
  severity: "medium",
  why: "An access point that is missing from the pasted text is not checked.",
  needs: [],
  judge: ({ fleet }) => {
    if (fleet.source !== "listing") return notApplicable("The fleet was not pasted.");
    const evidence = [
      { asked: "Recognized output", answer: fleet.kinds.join(", ") },
      ...fleet.warnings.slice(0, 10).map((answer) => ({ asked: "Contradictions and gaps", answer })),
      ...fleet.rejected
        .slice(0, 10)
        .map(({ line, text, reason }) => ({ asked: `Line ${line}: ${text}`, answer: reason })),
    ];
    const problems = [
      ...(fleet.rejected.length > 0
        ? [`${counted(fleet.rejected.length, "line was", "lines were")} not recognized.`]
        : []),
      ...fleet.warnings.slice(0, 3),
    ];
    if (problems.length === 0) return pass("Every line was recognized.", { evidence });
    return warning(problems.join(" "), {
      evidence,
      fix: {
        text: "Turn off paging and line wrapping in the terminal, then paste the complete output.",
        commands: ["terminal length 0", "terminal width 0"],
      },
    });
  },
};
