/** What a person at the terminal is promised: prompts, modes, errors, help, pages, questions, and clean ends. */
import { describe, expect, it } from "vitest";
import { apRow, CliFixture, monitor, upgradeRow } from "@/lib/testing/cli-fixture";
import { cliExec, cliPeer, cliScript } from "@/lib/testing/cli-terminal";

const PROFILE = "9120-EWC(config-wireless-image-download-profile)#";
const TFTP = "9120-EWC(config-wireless-image-download-profile-tftp)#";
const SFTP = "9120-EWC(config-wireless-image-download-profile-sftp)#";

describe("modes and prompts", () => {
  it("leads from exec into the configuration and back, each with its prompt", async () => {
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

  it("Ctrl-Z and Ctrl-C leave every configuration mode and run nothing", async () => {
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

  it("a line of an outer mode is run there and leaves the session there", async () => {
    const peer = cliPeer(new CliFixture().ports());
    peer.type("conf t\rwireless profile image-download default\rimage-download-mode tftp\r");
    await peer.read(TFTP);
    peer.type("hostname Lab\r");
    await peer.read("Lab(config)#");
  });

  it("do runs exec commands from every mode and stays in it", async () => {
    const peer = cliPeer(new CliFixture().ports());
    peer.type("conf t\rwireless profile image-download default\rimage-download-mode sftp\r");
    await peer.read(SFTP);
    peer.type("do show clock\r");
    expect(await peer.read(SFTP)).toContain("*21:41:35.112 UTC Tue Jan 30 2024\r\n");
    peer.type("do configure terminal\r");
    expect(await peer.read(SFTP)).toContain("% Invalid input detected");
  });

  it("a read-only user stays at > and does not see what changes something", async () => {
    const fixture = new CliFixture();
    const peer = cliPeer(fixture.ports(monitor));
    await peer.read("9120-EWC>");
    for (const line of [
      "configure terminal",
      "reload",
      "install activate",
      "ap image predownload",
      "write memory",
    ]) {
      peer.type(`${line}\r`);
      expect(await peer.read(/\n9120-EWC>/)).toMatch(/Invalid input|Unknown command|Incomplete command/);
    }
    peer.type("enable\r");
    expect(await peer.read(/\n9120-EWC>/)).toContain("% Access denied");
    expect([...fixture.orders, ...fixture.asked]).toEqual([]);
  });
});

describe("errors, in the words users know", () => {
  const errorOf = async (line: string) => {
    const peer = cliPeer(new CliFixture().ports());
    await peer.read("9120-EWC#");
    peer.type(`${line}\r`);
    return (await peer.read(/\n9120-EWC#/)).split("\r\n");
  };

  it("the caret stands under the word that does not fit", async () => {
    const [typed, caret, text] = await errorOf("show ap imagine");
    expect(text).toBe("% Invalid input detected at '^' marker.");
    expect(`9120-EWC#${typed}`.indexOf("imagine")).toBe(caret?.indexOf("^"));
    expect(caret?.trim()).toBe("^");
  });

  it.each([
    ["show", "% Incomplete command."],
    ["show ap", "% Incomplete command."],
    ["c t", '% Ambiguous command:  "c t"'],
    ["sh i s | i", "% Incomplete command."],
    ["nonsense", "% Unknown command or computer name, or unable to find computer address"],
  ])("%s: %s", async (line, error) => {
    expect(await errorOf(line)).toContain(error);
  });

  it("a filter that does not exist is marked, and one without expression is incomplete", async () => {
    expect(await errorOf("show clock | foo x")).toContain(`${" ".repeat(22)}^`);
    expect(await errorOf("show clock | include")).toContain("% Incomplete command.");
    expect(await errorOf("show clock | include (")).toContain("% Invalid input detected at '^' marker.");
  });

  it("a line that is too long is not run, not even its beginning", async () => {
    const fixture = new CliFixture();
    const peer = cliPeer(fixture.ports());
    peer.type(`conf t\rhostname ${"x".repeat(2000)}\r`);
    await peer.read("was not run");
    peer.session.dispose();
    expect(fixture.orders).toEqual([]);
  });
});

describe("help and completion", () => {
  it("? lists the next words with one line of help each, and the line goes on", async () => {
    const peer = cliPeer(new CliFixture().ports());
    await peer.read("#");
    peer.type("show ap ?");
    const listing = await peer.read("\n9120-EWC#show ap ");
    expect(listing).toMatch(/\r\n {2}image {4}Images of the access points/);
    expect(listing).toMatch(/\r\n {2}summary {2}All access points/);
    peer.type("image?");
    expect(await peer.read("\n9120-EWC#show ap image")).toContain("  image  ");
    peer.type(" ?");
    const end = await peer.read("\n9120-EWC#show ap image ");
    expect(end).toContain("  |     Output modifiers");
    expect(end).toContain("  <cr>");
  });

  it("? behind nonsense says so", async () => {
    const peer = cliPeer(new CliFixture().ports());
    peer.type("show foo ?");
    await peer.read("% Unrecognized command");
    peer.type("\u0015c ?");
    await peer.read('% Ambiguous command:  "c "');
  });

  it("a ? inside a password belongs to it", async () => {
    const fixture = new CliFixture();
    const peer = cliPeer(fixture.ports());
    peer.type("conf t\rwireless profile image-download default\rimage-download-mode sftp\r");
    await peer.read(SFTP);
    peer.type("sftp-password 0 ?");
    await peer.read("The password");
    peer.type("why?not?\r");
    await peer.read(SFTP);
    peer.type("exit\r");
    await peer.read(PROFILE);
    expect(fixture.shared.draft?.password).toBe("why?not?");
  });

  it("Tab completes the only word, and what several share", async () => {
    const peer = cliPeer(new CliFixture().ports());
    peer.type("sh\t");
    await peer.read("#show ");
    peer.type("w\t");
    await peer.read("wireless ");
    peer.type("p\ti\tdef\t\r");
    await peer.read("Image Download Profile    : default");
  });
});

describe("pages", () => {
  const long = () => {
    const aps = Array.from({ length: 60 }, (_, i) => apRow({ name: `AP-${String(i).padStart(3, "0")}` }));
    return new CliFixture({ rows: { aps } });
  };

  it("stops after each page; blank goes on a page, Enter a line, q ends", async () => {
    const peer = cliPeer(long().ports(), { kind: "terminal", columns: 200, rows: 24 });
    await peer.read("#");
    peer.type("show ap image\r");
    const first = await peer.read(" --More-- ");
    expect(first.split("\r\n").length).toBe(1 + 23 + 1);
    peer.type("\r");
    expect((await peer.read(" --More-- ")).match(/AP-\d+/g)).toHaveLength(1);
    peer.type(" ");
    expect((await peer.read(" --More-- ")).match(/AP-\d+/g)).toHaveLength(23);
    peer.type("q");
    await peer.read("9120-EWC#");
    expect(peer.text).not.toContain("AP-059");
  });

  it("terminal length 0 prints everything at once", async () => {
    const peer = cliPeer(long().ports(), { kind: "terminal", columns: 80, rows: 24 });
    peer.type("terminal length 0\rshow ap image\r");
    await peer.read("AP-059");
    expect(peer.text).not.toContain("--More--");
  });

  it("a row that wraps counts for as many rows as it takes", async () => {
    const peer = cliPeer(long().ports(), { kind: "terminal", columns: 81, rows: 24 });
    await peer.read("#");
    peer.type("show ap image | include AP-\r");
    expect((await peer.read(" --More-- ")).match(/AP-\d+/g)).toHaveLength(11);
  });
});

describe("questions", () => {
  it("install activate asks; y reloads, n does not", async () => {
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

  it("an answer with its Enter, or a whole yes, leaves nothing behind", async () => {
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

  it("reload asks for a confirmation: Enter or y reloads, anything else does not", async () => {
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

  it("without anybody to answer, the answer is no", async () => {
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

describe("install add", () => {
  const configured = async () => {
    const fixture = new CliFixture();
    await cliScript(
      fixture.ports(),
      "conf t\nwireless profile image-download default\nimage-download-mode tftp\ntftp-image-server 127.0.0.1\ntftp-image-path EWC_17_12_1\n",
    );
    return fixture;
  };

  it("prints its transcript and holds the prompt until the images are there", async () => {
    const fixture = await configured();
    const peer = cliPeer(fixture.ports());
    peer.type("install add profile default\r");
    await peer.read("Performing Add on all members\r\n");
    expect(peer.text).not.toContain("SUCCESS");
    fixture.setUpgrade({ state: "ap-predownload-in-progress" });
    fixture.state.simulatedNow += 100_000;
    fixture.setUpgrade({
      state: "controller-predownload-complete",
      canActivate: true,
      targetVersion: "17.12.1.5",
      running: false,
    });
    const transcript = await peer.read("SUCCESS: install_add Tue Jan 30 21:43:15 UTC 2024\r\n");
    expect(transcript.split("\r\n").slice(0, 7)).toEqual([
      " [1] Finished Add package(s) on chassis 1",
      "Checking status of Add on [1]",
      "Add: Passed on [1]",
      "Finished Add",
      "",
      "Image added. Version: 17.12.01.0.5",
      "SUCCESS: install_add Tue Jan 30 21:43:15 UTC 2024",
    ]);
  });

  it("says why it failed", async () => {
    const fixture = await configured();
    const peer = cliPeer(fixture.ports());
    peer.type("install add profile default\r");
    await peer.read("Performing Add");
    fixture.setUpgrade({
      state: "controller-download-failed",
      running: false,
      fault: { code: "timed-out", message: "Timed out" },
    });
    await peer.read(" [1] R0 FAILED: Timed out\r\nFAILED: install_add Tue Jan 30 21:41:35 UTC 2024\r\n");
  });

  it("Ctrl-C ends the wait, not the operation", async () => {
    const fixture = await configured();
    const peer = cliPeer(fixture.ports());
    peer.type("install add profile default\r");
    await peer.read("Performing Add");
    peer.type("\u0003");
    await peer.read("The operation goes on.");
    await peer.read("9120-EWC#");
    expect(fixture.state.rows.upgrade[0]?.running).toBe(true);
    expect(fixture.asked.map((a) => a.type)).not.toContain("upgrade.cancel");
  });

  it("a peer that vanishes in the middle leaves nothing behind", async () => {
    const fixture = await configured();
    const peer = cliPeer(fixture.ports());
    peer.type("terminal monitor\rinstall add profile default\r");
    await peer.read("Performing Add");
    expect(fixture.followers).toBe(1);
    peer.session.dispose();
    await peer.done;
    expect(fixture.followers).toBe(0);
  });

  it("without a profile it is refused", async () => {
    const { text, status } = await cliExec(new CliFixture().ports(), "install add profile default");
    expect(text).toContain(" [1] R0 FAILED: The image download profile is not configured.");
    expect(status).toBe(1);
  });
});

describe("without a terminal", () => {
  it("an exec request prints the output and ends with a status", async () => {
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

  it("a script is shown as a transcript, runs to its end, and its status tells of a refused line", async () => {
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

  it("input that nobody takes is held back, and wanted again later", async () => {
    const fixture = new CliFixture({ rows: { upgrade: [upgradeRow({ id: "u1", canActivate: true })] } });
    const peer = cliPeer(fixture.ports(), { kind: "script" });
    peer.type(`terminal length 0\n${"show clock\n".repeat(2000)}`);
    expect(peer.wanted).toBe(false);
    peer.session.endOfInput();
    await peer.done;
    expect(peer.text.match(/2024/g)).toHaveLength(2000);
    expect(peer.wanted).toBe(true);
  });
});

describe("terminal monitor", () => {
  it("shows log lines above the line that is being typed, until it is taken back", async () => {
    const fixture = new CliFixture();
    const peer = cliPeer(fixture.ports());
    peer.type("terminal monitor\r");
    await peer.read(/\n9120-EWC#/);
    peer.type("show cl");
    await peer.read("show cl");
    fixture.log("*Jan 30 21:41:36.000: %SYS-5-CONFIG_I: Configured from console by admin on console");
    expect(await peer.read(/9120-EWC#show cl/)).toContain("on console\r\n");
    peer.type("ock\r");
    await peer.read(/2024\r\n9120-EWC#/);
    peer.type("terminal no monitor\r");
    await peer.read(/\n9120-EWC#/);
    expect(fixture.followers).toBe(0);
  });
});

describe("history", () => {
  it("arrows bring lines back, show history lists them, a password is in neither", async () => {
    const peer = cliPeer(new CliFixture().ports());
    peer.type("show clock\rconf t\rwireless profile image-download default\rimage-download-mode sftp\r");
    await peer.read(SFTP);
    peer.type("sftp-password 0 S3cret!\r");
    await peer.read(SFTP);
    peer.type("\u001b[A");
    await peer.read("image-download-mode sftp");
    peer.type("\u0015end\rshow history\r");
    const listing = await peer.read(/\r\n9120-EWC#$/);
    expect(listing).toContain("  show clock\r\n  conf t\r\n");
    expect(listing.slice(listing.indexOf("show history"))).not.toContain("S3cret");
  });
});
