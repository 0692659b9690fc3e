/**
 * Finds commands whose entry in the registry names no role. The compiler refuses such an entry as well; this check names
 * the command, and still finds it where a type was silenced.
 */
import { roles } from "@/lib/contracts/actor";
import { type Check, type Finding, linesOf, repositoryFiles } from "./finding";

const REGISTRY = /^lib\/contracts\/commands\/(?!.*\.test\.ts$).*\.ts$/;
const ENTRY = /^\s*"([a-z-]+\.[\w-]+)":/;
const ROLE = new RegExp(`\\brole: "(${roles.join("|")})"`);

/** The check. */
export const findCommandsWithoutRole: Check = (root) => {
  const findings: Finding[] = [];
  for (const file of repositoryFiles(root).filter((path) => REGISTRY.test(path))) {
    const lines = linesOf(root, file);
    const starts = lines.flatMap((line, index) => (ENTRY.test(line) ? [index] : []));
    for (const [at, start] of starts.entries()) {
      const entry = lines.slice(start, starts[at + 1]).join("\n");
      const name = ENTRY.exec(lines[start] ?? "")?.[1] ?? "";
      if (!ROLE.test(entry))
        findings.push({ file, line: start + 1, message: `the command ${name} has no role` });
    }
  }
  return findings;
};
