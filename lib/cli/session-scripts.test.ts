/** Sessions without a terminal: exec requests and scripts. */
import { describe, expect, it } from "vitest";
import { CliFixture, upgradeRow } from "@/lib/testing/cli-fixture";
import { cliExec, cliPeer, cliScript } from "@/lib/testing/cli-terminal";

describe("without a terminal", () => {
  it("an exec request prints the output and returns a status", async () => {
    const ports = new CliFixture().ports();
    expect(await cliExec(ports, "show clock")).toEqual({
      text: "*21:41:35.112 UTC Tue Jan 30 2024\n",
      status: 0,
    });
    expect(await cliExec(ports, "show clokc")).toEqual({
      text: "show clokc\n     ^\n% Invalid input detected at '^' marker.\n\n",
      status: 1,
    });
    expect((await cliExec(ports, "show ap ?")).text).toContain("summary");
  });

  it("a script is printed as a transcript and runs to its end; status 1 means that a line was rejected", async () => {
    const fixture = new CliFixture();
    const good = await cliScript(fixture.ports(), "show clock\nconf t\nhostname Lab\nend\nshow users");
    expect(good.status).toBe(0);
    expect(good.text).toContain("9120-EWC#show clock\n*21:41:35.112");
    expect(good.text).toContain("Lab(config)#end\nLab#show users\n");
    const bad = await cliScript(fixture.ports(), "show nonsense\nshow clock\n");
    expect(bad.status).toBe(1);
    expect(bad.text).toContain("2024");
  });

  it("lines may end in LF, CR LF or CR", async () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      const { text } = await cliScript(new CliFixture().ports(), `show clock${end}show clock${end}`);
      expect(text.match(/2024/g)).toHaveLength(2);
      expect(text.match(/EWC#/g)).toHaveLength(2);
    }
  });

  it("the input is paused when too many keys are queued, and resumed later", async () => {
    const fixture = new CliFixture({ rows: { upgrade: [upgradeRow({ id: "u1", canActivate: true })] } });
    const peer = cliPeer(fixture.ports(), { kind: "script" });
    peer.type(`terminal length 0\n${"show clock\n".repeat(2000)}`);
    expect(peer.wantsInput).toBe(false);
    peer.session.endOfInput();
    await peer.done;
    expect(peer.text.match(/2024/g)).toHaveLength(2000);
    expect(peer.wantsInput).toBe(true);
  });
});
