/** Modes, prompts and error messages of a session. */
import { describe, expect, it } from "vitest";
import { CliFixture, monitor } from "@/lib/testing/cli-fixture";
import { cliPeer } from "@/lib/testing/cli-terminal";

const PROFILE = "9120-EWC(config-wireless-image-download-profile)#";
const TFTP = "9120-EWC(config-wireless-image-download-profile-tftp)#";
const SFTP = "9120-EWC(config-wireless-image-download-profile-sftp)#";

describe("modes and prompts", () => {
  it("enable, configure terminal, exit and end change the mode and its prompt", async () => {
    const peer = cliPeer(new CliFixture().ports());
    await peer.read("9120-EWC#");
    peer.type("conf t\r");
    expect(await peer.read("9120-EWC(config)#")).toContain(
      "Enter configuration commands, one per line.  End with CNTL/Z.\r\n",
    );
    peer.type("wireless profile image-download default\r");
    await peer.read(PROFILE);
    peer.type("image-download-mode tftp\r");
    await peer.read(TFTP);
    peer.type("exit\r");
    await peer.read(PROFILE);
    peer.type("end\r");
    await peer.read(/\n9120-EWC#/);
    peer.type("disable\r");
    await peer.read("9120-EWC>");
    peer.type("enable\r");
    await peer.read("9120-EWC#");
    peer.type("exit\r");
    await peer.done;
    expect(peer.status).toBe(0);
  });

  it("Ctrl-Z and Ctrl-C leave all configuration modes without running the typed text", async () => {
    for (const key of ["\u001a", "\u0003"]) {
      const fixture = new CliFixture();
      const peer = cliPeer(fixture.ports());
      await peer.read("#");
      peer.type("conf t\rwireless profile image-download default\r");
      await peer.read(PROFILE);
      peer.type(`hostname Other${key}`);
      await peer.read(/\n9120-EWC#/);
      expect(fixture.orders).toEqual([]);
      peer.session.dispose();
      await peer.done;
    }
  });

  it("a command of an outer mode is run and leaves the session in that mode", async () => {
    const peer = cliPeer(new CliFixture().ports());
    peer.type("conf t\rwireless profile image-download default\rimage-download-mode tftp\r");
    await peer.read(TFTP);
    peer.type("hostname Lab\r");
    await peer.read("Lab(config)#");
  });

  it("do runs an exec command in a configuration mode, but no command that changes the mode", async () => {
    const peer = cliPeer(new CliFixture().ports());
    peer.type("conf t\rwireless profile image-download default\rimage-download-mode sftp\r");
    await peer.read(SFTP);
    peer.type("do show clock\r");
    expect(await peer.read(SFTP)).toContain("*21:41:35.112 UTC Tue Jan 30 2024\r\n");
    peer.type("do configure terminal\r");
    expect(await peer.read(SFTP)).toContain("% Invalid input detected");
  });

  it("a read-only user stays in user mode, and commands that change something do not exist", async () => {
    const fixture = new CliFixture();
    const peer = cliPeer(fixture.ports(monitor));
    await peer.read("9120-EWC>");
    for (const line of ["configure terminal", "install activate", "ap image predownload", "write memory"]) {
      peer.type(`${line}\r`);
      expect(await peer.read(/\n9120-EWC>/)).toContain("% Invalid input detected at '^' marker.");
    }
    peer.type("reload\r");
    expect(await peer.read(/\n9120-EWC>/)).toContain("% Unknown command or computer name");
    peer.type("enable\r");
    expect(await peer.read(/\n9120-EWC>/)).toContain("% Access denied");
    expect([...fixture.orders, ...fixture.asked]).toEqual([]);
  });
});

describe("error messages", () => {
  const errorOf = async (line: string) => {
    const peer = cliPeer(new CliFixture().ports());
    await peer.read("9120-EWC#");
    peer.type(`${line}\r`);
    return (await peer.read(/\n9120-EWC#/)).split("\r\n");
  };

  it("put the caret under the first word that does not match", async () => {
    const [typed, caret, text] = await errorOf("show ap imagine");
    expect(text).toBe("% Invalid input detected at '^' marker.");
    expect(`9120-EWC#${typed}`.indexOf("imagine")).toBe(caret?.indexOf("^"));
    expect(caret?.trim()).toBe("^");
  });

  it.each([
    ["show", "% Incomplete command."],
    ["show ap", "% Incomplete command."],
    ["c t", '% Ambiguous command:  "c t"'],
    ["sh ins s | i", "% Incomplete command."],
    ["nonsense", "% Unknown command or computer name, or unable to find computer address"],
  ])("answer %j with %s", async (line, error) => {
    expect(await errorOf(line)).toContain(error);
  });

  it("mark an unknown filter and an invalid expression, and call a filter without expression incomplete", async () => {
    expect(await errorOf("show clock | foo x")).toContain(`${" ".repeat(22)}^`);
    expect(await errorOf("show clock | include")).toContain("% Incomplete command.");
    expect(await errorOf("show clock | include (")).toContain("% Invalid input detected at '^' marker.");
  });

  it("reject a line that is too long without running its start", async () => {
    const fixture = new CliFixture();
    const peer = cliPeer(fixture.ports());
    peer.type(`conf t\rhostname ${"x".repeat(2000)}\r`);
    await peer.read("was not run");
    peer.session.dispose();
    expect(fixture.orders).toEqual([]);
  });
});
