/** `install add`: its transcript, failures and interruption. */
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
