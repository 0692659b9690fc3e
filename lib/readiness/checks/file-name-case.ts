/** Whether names on the server have the letter case in which they are requested. */
import { type Check, fails, onServer, pass, whenKnown } from "../check";
import { references } from "../references";

export const fileNameCase: Check = {
  id: "file-name-case",
  title: "File names have the correct upper and lower case",
  severity: "medium",
  why: "Most servers treat AP1G7 and ap1g7 as different files. Copying files through another system can change the case of their names.",
  reference: references.ewcGuide,
  needs: ["images"],
  judge: (facts) =>
    onServer(facts, ({ files }) =>
      whenKnown(files.otherCase, (names) => {
        const wrong = Object.entries(names);
        if (wrong.length === 0) return pass("No image has a file name in the wrong case.");
        return fails(`${wrong.map(([asked, there]) => `${there} must be named ${asked}`).join(", ")}.`, {
          evidence: wrong.map(([asked, there]) => ({ asked, answer: `not found, but ${there} is` })),
          affected: wrong.map(([asked]) => asked),
          fix: { text: "Rename the files.", commands: wrong.map(([asked, there]) => `mv ${there} ${asked}`) },
        });
      }),
    ),
};
