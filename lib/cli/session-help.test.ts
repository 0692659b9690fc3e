/** Help, completion and history at a terminal. */
import { describe, expect, it } from "vitest";
import { CliFixture } from "@/lib/testing/cli-fixture";
import { cliPeer } from "@/lib/testing/cli-terminal";

const PROFILE = "9120-EWC(config-wireless-image-download-profile)#";
const SFTP = "9120-EWC(config-wireless-image-download-profile-sftp)#";

describe("help and completion", () => {
  it("? lists the possible next words with their help, then repeats the typed line", async () => {
    const peer = cliPeer(new CliFixture().ports());
    await peer.read("#");
    peer.type("show ap ?");
    const listing = await peer.read("\n9120-EWC#show ap ");
    expect(listing).toMatch(/\r\n {2}image {4}Images and predownload status of access points/);
    expect(listing).toMatch(/\r\n {2}summary {2}Joined access points/);
    peer.type("image?");
    expect(await peer.read("\n9120-EWC#show ap image")).toContain("  image  ");
    peer.type(" ?");
    const end = await peer.read("\n9120-EWC#show ap image ");
    expect(end).toContain("  |        Output modifiers");
    expect(end).toContain("  <cr>");
  });

  it("? after an unknown or ambiguous word prints an error", async () => {
    const peer = cliPeer(new CliFixture().ports());
    peer.type("show foo ?");
    await peer.read("% Unrecognized command");
    peer.type("\u0015c ?");
    await peer.read('% Ambiguous command:  "c "');
  });

  it("a ? typed within a password becomes part of the password", async () => {
    const fixture = new CliFixture();
    const peer = cliPeer(fixture.ports());
    peer.type("conf t\rwireless profile image-download default\rimage-download-mode sftp\r");
    await peer.read(SFTP);
    peer.type("sftp-password 0 ?");
    await peer.read("Password");
    peer.type("why?not?\r");
    await peer.read(SFTP);
    peer.type("exit\r");
    await peer.read(PROFILE);
    expect(fixture.shared.draft?.password).toBe("why?not?");
  });

  it("Tab completes the only matching word", async () => {
    const peer = cliPeer(new CliFixture().ports());
    peer.type("sh\t");
    await peer.read("#show ");
    peer.type("w\t");
    await peer.read("wireless ");
    peer.type("p\ti\tdef\t\r");
    await peer.read("Image Download Profile    : default");
  });
});

describe("history", () => {
  it("the Up arrow recalls lines and show history lists them, but neither keeps a line with a password", async () => {
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
