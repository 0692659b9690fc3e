/** `install`: transcripts, failures and interruption, and what is asked before something is deleted or reloaded. */
import { describe, expect, it } from "vitest";
import { CliFixture } from "@/lib/testing/cli-fixture";
import { cliExec, cliPeer, cliScript } from "@/lib/testing/cli-terminal";

describe("install add", () => {
  const configured = async () => {
    const fixture = new CliFixture();
    await cliScript(
      fixture.ports(),
      "conf t\nwireless profile image-download default\nimage-download-mode tftp\ntftp-image-server 127.0.0.1\ntftp-image-path EWC_17_12_1\n",
    );
    return fixture;
  };

  it("prints its transcript and returns to the prompt when the images are complete", async () => {
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

  it("prints why it failed", async () => {
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

  it("Ctrl-C stops waiting without canceling the operation", async () => {
    const fixture = await configured();
    const peer = cliPeer(fixture.ports());
    peer.type("install add profile default\r");
    await peer.read("Performing Add");
    peer.type("\u0003");
    await peer.read("The operation continues.");
    await peer.read("9120-EWC#");
    expect(fixture.state.rows.upgrade[0]?.running).toBe(true);
    expect(fixture.asked.map((a) => a.type)).not.toContain("upgrade.cancel");
  });

  it("a client that disconnects meanwhile leaves no log subscription", async () => {
    const fixture = await configured();
    const peer = cliPeer(fixture.ports());
    peer.type("terminal monitor\rinstall add profile default\r");
    await peer.read("Performing Add");
    expect(fixture.syslogListeners).toBe(1);
    peer.session.dispose();
    await peer.done;
    expect(fixture.syslogListeners).toBe(0);
  });

  it("is refused without a profile", async () => {
    const { text, status } = await cliExec(new CliFixture().ports(), "install add profile default");
    expect(text).toContain(" [1] R0 FAILED: The image download profile is not configured.");
    expect(status).toBe(1);
  });
});

describe("install remove inactive", () => {
  const withInactive = () => new CliFixture({ facts: { removableVersions: ["17.9.4.27"] } });

  it("lists the files, asks, and deletes them after y", async () => {
    const fixture = withInactive();
    fixture.orderAnswers = [{ ok: true, value: { removed: ["17.9.4.27"] } }];
    const { text, status } = await cliScript(fixture.ports(), "install remove inactive\ny");
    expect(text.split("\n").slice(1)).toEqual([
      "install_remove: START Tue Jan 30 21:41:35 UTC 2024",
      "install_remove: Removing IMG",
      "Cleaning up unnecessary package files",
      "",
      "The following files will be deleted:",
      "    [R0]: /bootflash/C9800-AP-iosxe-wlc.17.09.04.0.27.bin",
      "",
      "Do you want to remove the above files? [y/n] y",
      "Deleting file bootflash:C9800-AP-iosxe-wlc.17.09.04.0.27.bin ... done.",
      "SUCCESS: install_remove Tue Jan 30 21:41:35 UTC 2024",
      "",
    ]);
    expect(fixture.orders).toEqual([{ type: "remove-inactive", versions: ["17.9.4.27"] }]);
    expect(status).toBe(0);
  });

  it.each(["n", ""])("deletes nothing after the answer %j", async (answer) => {
    const fixture = withInactive();
    const { text, status } = await cliScript(fixture.ports(), `install remove inactive\n${answer}`);
    expect(text).toContain(" [1] Chassis 1 Remove succeed with reason: User Rejected Deletion\n");
    expect(fixture.orders).toEqual([]);
    expect(status).toBe(1);
  });

  it("says that a version that is ready to be activated would have to be added again", async () => {
    const fixture = new CliFixture({ facts: { removableVersions: ["17.12.1.5"] } });
    fixture.setUpgrade({ canActivate: true, targetVersion: "17.12.1.5" });
    const { text } = await cliExec(fixture.ports(), "install remove inactive");
    expect(text).toContain(
      "Version 17.12.1.5 is ready to be activated. Without its files it must be added again.\nDo you want",
    );
    expect(fixture.orders).toEqual([]);
  });

  it("asks nothing when there is nothing to delete", async () => {
    const { text, status } = await cliExec(new CliFixture().ports(), "install remove inactive");
    expect(text).toContain("Nothing to clean.\nSUCCESS: install_remove");
    expect(status).toBe(0);
  });
});

describe("install activate, commit, rollback and abort", () => {
  it("activates without committing, with the minutes of the timer", async () => {
    const fixture = new CliFixture();
    fixture.setUpgrade({ canActivate: true });
    await cliExec(fixture.ports(), "install activate auto-abort-timer 45 prompt-level none");
    expect(fixture.asked.at(-1)).toEqual({
      type: "upgrade.activate",
      input: { commit: "manual", autoAbortMinutes: 45 },
    });
  });

  it.each(["install rollback to committed", "install abort"])("%s asks before it reloads", async (line) => {
    const fixture = new CliFixture({ facts: { committed: false } });
    expect((await cliScript(fixture.ports(), `${line}\nn`)).status).toBe(1);
    expect(fixture.orders).toEqual([]);
    const { text, status } = await cliScript(fixture.ports(), `${line}\ny`);
    expect(text).toMatch(/SUCCESS: install_(rollback|abort) Tue Jan 30/);
    expect(fixture.orders).toEqual([{ type: "roll-back" }]);
    expect(status).toBe(0);
  });

  it("commits by the command that the page has", async () => {
    const fixture = new CliFixture({ facts: { committed: false } });
    const { text } = await cliExec(fixture.ports(), "install commit");
    expect(text).toContain("Commit: Passed on [1]\nFinished Commit\nSUCCESS: install_commit");
    expect(fixture.state.facts.committed).toBe(true);
  });
});
