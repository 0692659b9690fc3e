/** Commands that ask for confirmation. */
import { describe, expect, it } from "vitest";
import { CliFixture, upgradeRow } from "@/lib/testing/cli-fixture";
import { cliExec, cliPeer } from "@/lib/testing/cli-terminal";

describe("questions", () => {
  it("install activate asks for confirmation: y activates, n does not", async () => {
    for (const [answer, state] of [
      ["y", "reloading"],
      ["n", "up"],
    ] as const) {
      const fixture = new CliFixture({ rows: { upgrade: [upgradeRow({ id: "u1", canActivate: true })] } });
      const peer = cliPeer(fixture.ports());
      peer.type("install activate\r");
      await peer.read("[y/n] ");
      peer.type(answer);
      await peer.read(answer === "y" ? "SUCCESS: install_activate" : "FAILED: install_activate");
      expect(fixture.controller.state).toBe(state);
    }
  });

  it("an Enter after the answer, or a whole yes, is not run as a line", async () => {
    for (const answer of ["y\r", "y\n", "y\r\n", "yes\r"]) {
      const fixture = new CliFixture({ rows: { upgrade: [upgradeRow({ id: "u1", canActivate: true })] } });
      const peer = cliPeer(fixture.ports());
      await peer.read("#");
      peer.type("install activate\r");
      await peer.read("[y/n] ");
      peer.type(`${answer}show clock\r`);
      await peer.read("*21:41:35.112");
      expect(peer.text.match(/\n9120-EWC#/g)).toHaveLength(1);
      expect(peer.text).not.toContain("Unknown command");
    }
  });

  it("reload asks for confirmation: Enter and y reload, other keys do not", async () => {
    for (const [answer, count] of [
      ["\r", 1],
      ["y", 1],
      ["n", 0],
      ["\u0003", 0],
    ] as const) {
      const fixture = new CliFixture();
      const peer = cliPeer(fixture.ports());
      peer.type("reload\r");
      await peer.read("Proceed with reload? [confirm] ");
      peer.type(answer);
      await peer.read("9120-EWC#");
      expect(fixture.orders).toHaveLength(count);
    }
  });

  it("the end of the input means no", async () => {
    const fixture = new CliFixture();
    const { status } = await cliExec(fixture.ports(), "reload");
    expect(status).toBe(1);
    expect(fixture.orders).toEqual([]);
  });

  it("install activate prompt-level none does not ask", async () => {
    const fixture = new CliFixture({ rows: { upgrade: [upgradeRow({ id: "u1", canActivate: true })] } });
    const { status } = await cliExec(fixture.ports(), "install activate prompt-level none");
    expect(status).toBe(0);
    expect(fixture.controller.state).toBe("reloading");
  });
});
