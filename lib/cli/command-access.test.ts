/** Who may give which command: every command of the exec mode, typed by a monitor and by an administrator. */
import { describe, expect, it } from "vitest";
import { type admin, CliFixture, monitor } from "@/lib/testing/cli-fixture";
import { lineOf } from "@/lib/testing/cli-lines";
import { cliPeer } from "@/lib/testing/cli-terminal";
import { allPaths, rootsOf } from "./commands/all";
import { matchLine } from "./matching";

const isPrivileged = (path: ReturnType<typeof allPaths>[number]): boolean =>
  path.some((node) => (node.privilege ?? 1) > 1);
const paths = allPaths("exec");
const REFUSED = /% (Invalid input detected|Unknown command|Incomplete command)/;

/** Runs one line as its own session, as `ssh HOST LINE` does. */
async function outcomeOf(line: string, user: typeof admin) {
  const fixture = new CliFixture();
  const peer = cliPeer(fixture.ports(user), { kind: "exec", command: line });
  await peer.done;
  return { status: peer.status, text: peer.text, changes: [...fixture.orders, ...fixture.asked] };
}

describe("every command of the exec mode", () => {
  it("is in one of two groups, and both have many", () => {
    expect(paths.filter(isPrivileged).length).toBeGreaterThan(15);
    expect(paths.filter((path) => !isPrivileged(path)).length).toBeGreaterThan(15);
  });

  it.each(paths.filter(isPrivileged).map((path) => [lineOf(path), path] as const))(
    "does not exist for a monitor: %s",
    async (line) => {
      expect(matchLine(rootsOf("exec"), line, 15).kind).toBe("command");
      const { status, text, changes } = await outcomeOf(line, monitor);
      expect(text).toMatch(REFUSED);
      expect([status, changes]).toEqual([1, []]);
    },
  );

  it.each(paths.filter((path) => !isPrivileged(path)).map((path) => [lineOf(path), path] as const))(
    "exists for a monitor and changes nothing: %s",
    async (line) => {
      expect(matchLine(rootsOf("exec"), line, 1).kind).toBe("command");
      const { changes } = await outcomeOf(line, monitor);
      expect(changes).toEqual([]);
    },
  );
});
