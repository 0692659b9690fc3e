/** Settings that tools type when they connect, the enable secret, and the host name. */
import { describe, expect, it } from "vitest";
import { CliFixture, monitor } from "@/lib/testing/cli-fixture";
import { cliExec, cliPeer, cliScript } from "@/lib/testing/cli-terminal";
import { DEFAULT_MANAGEMENT_SETTINGS } from "./management-settings";

const config = (fixture: CliFixture, ...lines: string[]) =>
  cliScript(fixture.ports(), ["configure terminal", ...lines].join("\n"));
const running = async (fixture: CliFixture) => (await cliExec(fixture.ports(), "show running-config")).text;

describe("settings without effect", () => {
  it("are accepted as tools type them, and shown in the running configuration", async () => {
    const fixture = new CliFixture();
    const { status, text } = await config(
      fixture,
      "no logging console",
      "line console 0",
      "exec-timeout 0",
      "line vty 0 4",
      "exec-timeout 0 0",
      "end",
      "terminal width 511",
      "terminal length 0",
    );
    expect(status, text).toBe(0);
    expect(text).toContain("9120-EWC(config-line)#");
    expect(await running(fixture)).toContain(
      "!\nno logging console\n!\nwireless profile image-download default\n!\nline con 0\n exec-timeout 0 0\nline vty 0 4\n exec-timeout 0 0\n!\nend\n",
    );
  });

  it("are gone from the running configuration after their no forms", async () => {
    const fixture = new CliFixture();
    await config(fixture, "no logging console", "line vty 0 4", "exec-timeout 5 30");
    await config(fixture, "logging console", "line vty 0 4", "no exec-timeout");
    expect(fixture.state.management).toEqual(DEFAULT_MANAGEMENT_SETTINGS);
  });

  it("are the same in the startup configuration, which states the size of its memory", async () => {
    const fixture = new CliFixture();
    await config(fixture, "no logging console", "line vty 0 4", "exec-timeout 0");
    const { text } = await cliExec(fixture.ports(), "show startup-config");
    const [, ...lines] = text.split("\n");
    expect(text).toMatch(/^Using \d+ out of 2097152 bytes\n!\n/);
    expect((await running(fixture)).endsWith(lines.join("\n"))).toBe(true);
  });
});

describe("the enable secret", () => {
  const withSecret = async () => {
    const fixture = new CliFixture();
    const { status } = await config(fixture, "enable secret Pa55 word");
    expect(status).toBe(0);
    return fixture;
  };

  it("is asked by enable without echo, up to three times", async () => {
    const fixture = await withSecret();
    const peer = cliPeer(fixture.ports());
    peer.type("disable\r");
    await peer.read("9120-EWC>");
    peer.type("enable\rwrong\rPa55 word\r");
    expect(await peer.read("9120-EWC#")).not.toContain("Pa55");
    expect(peer.text.match(/Password: /g)).toHaveLength(2);
    peer.type("disable\r");
    await peer.read("9120-EWC>");
    peer.type("enable\r1\r2\r3\r");
    await peer.read("% Bad secrets");
    await peer.read("9120-EWC>");
  });

  it("is not asked of a read-only user, who is always denied", async () => {
    const fixture = await withSecret();
    const peer = cliPeer(fixture.ports(monitor));
    await peer.read("9120-EWC>");
    peer.type("enable\r");
    await peer.read("% Access denied");
    expect(peer.text).not.toContain("Password");
  });

  it("is shown encrypted to administrators only, and the shown line can be typed again", async () => {
    const fixture = await withSecret();
    const line = /^enable secret 8 \S+$/m.exec(await running(fixture))?.[0] ?? "";
    expect(line).not.toContain("Pa55");
    expect((await cliExec(fixture.ports(monitor), "show running-config")).text).not.toContain("secret");
    const { enableSecret } = fixture.state.management;
    await config(fixture, "no enable secret");
    expect(fixture.state.management.enableSecret).toBeNull();
    expect((await config(fixture, line)).status).toBe(0);
    expect(fixture.state.management.enableSecret).toBe(enableSecret);
    expect((await config(fixture, "enable secret 8 nonsense")).text).toContain("not from this controller");
  });

  it("is in no audit entry and not in the history", async () => {
    const fixture = await withSecret();
    expect(JSON.stringify(fixture.audited)).not.toContain("Pa55");
    const peer = cliPeer(fixture.ports());
    peer.type("conf t\renable secret S3cret!\rend\rshow history\r");
    const listing = await peer.read(/ {2}conf t[\s\S]*9120-EWC#$/);
    expect(listing.slice(listing.indexOf("show history"))).not.toContain("S3cret");
  });
});

it("a host name has up to 63 characters", async () => {
  const fixture = new CliFixture();
  expect((await config(fixture, `hostname ${"h".repeat(63)}`)).status).toBe(0);
  expect(fixture.controller.name).toHaveLength(63);
  expect((await config(fixture, `hostname ${"h".repeat(64)}`)).text).toContain("longer than 63 characters");
});

describe("settings of RESTCONF", () => {
  it("are switched on and off, and shown in the running configuration", async () => {
    const fixture = new CliFixture();
    await config(fixture, "restconf");
    expect((await running(fixture)).split("\n")).toContain("restconf");
    await config(fixture, "no restconf");
    expect(fixture.state.management.restconf).toBe(false);
  });

  it("describe the profile in one line", async () => {
    const fixture = new CliFixture();
    const profile = "wireless profile image-download default";
    await config(fixture, profile, "description The lab on floor 2");
    expect(await running(fixture)).toContain(`${profile}\n description The lab on floor 2\n!`);
    expect((await config(fixture, profile, `description ${"x".repeat(201)}`)).text).toContain(
      "A description has at most 200 characters.",
    );
    await config(fixture, profile, "no description");
    expect(fixture.state.management.profileDescription).toBeNull();
  });
});
