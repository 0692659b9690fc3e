/** Configuring the image download profile: complete configurations, validation, and show running-config. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Profile } from "@/lib/contracts/profile";
import { CliFixture, monitor } from "@/lib/testing/cli-fixture";
import { cliExec, cliScript } from "@/lib/testing/cli-terminal";

const config = (fixture: CliFixture, ...lines: string[]) =>
  cliScript(fixture.ports(), ["configure terminal", ...lines].join("\n"));
const running = async (fixture: CliFixture) => (await cliExec(fixture.ports(), "show running-config")).text;

describe("a pasted configuration", () => {
  it("saves a TFTP profile", async () => {
    const fixture = new CliFixture();
    const { status, text } = await config(
      fixture,
      "wireless profile image-download default",
      "image-download-mode tftp",
      "tftp-image-server 172.16.5.27",
      "tftp-image-path EWC_17_12_1",
    );
    expect(status, text).toBe(0);
    expect(fixture.controller.profile).toEqual({
      mode: "tftp",
      imageServer: "172.16.5.27",
      imagePath: "EWC_17_12_1",
      servicePort: null,
      parallelMode: false,
    });
    expect(fixture.asked).toHaveLength(1);
    expect(fixture.asked[0]).toMatchObject({ type: "profile.save" });
  });

  it("saves a TFTP profile whose server is typed in profile mode", async () => {
    const fixture = new CliFixture();
    const { status } = await config(
      fixture,
      "wireless profile image-download default",
      "image-download-mode tftp",
      "exit",
      "tftp-image-server 172.16.5.27",
      "tftp-image-path EWC_17_12_1",
    );
    expect(status).toBe(0);
    expect(fixture.controller.profile).toMatchObject({ imageServer: "172.16.5.27" });
  });

  it("saves the mode Desktop (HTTP) at once, because nothing else is typed, and keeps an upload that it has", async () => {
    const fixture = new CliFixture();
    const lines = ["wireless profile image-download default", "image-download-mode http"];
    const { status, text } = await config(fixture, ...lines);
    expect(status, text).toBe(0);
    expect(fixture.controller.profile).toEqual({ mode: "http", upload: null });
    fixture.setController({ profile: { mode: "http", upload: "EWC_17_12_1" }, profileSavedAt: 9 });
    await config(fixture, ...lines);
    expect(fixture.controller.profile).toEqual({ mode: "http", upload: "EWC_17_12_1" });
    expect(fixture.asked).toHaveLength(1);
  });

  it("of the mode Desktop (HTTP) is what show running-config prints", async () => {
    const from = new CliFixture();
    from.setController({ profile: { mode: "http", upload: null }, profileSavedAt: 1 });
    const to = new CliFixture();
    const { status, text } = await config(to, ...(await running(from)).split("\n").slice(3));
    expect(status, text).toBe(0);
    expect(to.controller.profile).toEqual(from.controller.profile);
  });

  it("saves an SFTP profile whose password is in no output and no audit entry", async () => {
    const fixture = new CliFixture();
    const { status, text } = await config(
      fixture,
      "wireless profile image-download default",
      "image-download-mode sftp",
      "sftp-image-server 172.16.5.62",
      "sftp-image-path /Documents/sftp_files/EWC_17_9_4a",
      "sftp-username cisco",
      "sftp-password 0 C1sco-Pa55?",
    );
    expect(status, text).toBe(0);
    expect(fixture.controller.profile).toMatchObject({
      mode: "sftp",
      userName: "cisco",
      imageServer: "172.16.5.62",
    });
    expect(fixture.state.storedSecret).toBe(fixture.ports().sealSecret("C1sco-Pa55?"));
    expect(JSON.stringify(fixture.audited)).not.toContain("C1sco");
    const shown = await running(fixture);
    expect(shown).not.toContain("C1sco");
    expect(shown).toContain(`\n  sftp-password 8 ${fixture.state.storedSecret}\n`);
    expect(shown).toContain("\n  sftp-image-path /Documents/sftp_files/EWC_17_9_4a\n");
  });
});

describe("a profile that is typed line by line", () => {
  it("is shown with its missing settings and not used while it is incomplete", async () => {
    const fixture = new CliFixture();
    await config(
      fixture,
      "wireless profile image-download default",
      "image-download-mode sftp",
      "sftp-username ewc",
    );
    expect(fixture.controller.profile).toBeNull();
    expect(await running(fixture)).toContain(" image-download-mode sftp\n  sftp-username ewc\n");
    const { text } = await cliExec(fixture.ports(), "show wireless profile image-download default");
    expect(text).toContain("sftp-image-server, sftp-image-path, sftp-password");
    expect(text).toContain("No images are downloaded");
    const add = await cliExec(fixture.ports(), "install add profile default");
    expect(add.text).toContain("Missing: sftp-image-server");
  });

  it("replaces a profile of the other mode once it is complete", async () => {
    const fixture = new CliFixture();
    const head = "wireless profile image-download default";
    await config(
      fixture,
      head,
      "image-download-mode tftp",
      "tftp-image-server 10.0.0.1",
      "tftp-image-path a",
    );
    await config(
      fixture,
      head,
      "image-download-mode sftp",
      "sftp-image-server 10.0.0.2",
      "sftp-image-path b",
    );
    expect(fixture.controller.profile).toMatchObject({ mode: "tftp" });
    await config(fixture, head, "image-download-mode sftp", "sftp-username u", "sftp-password 0 p");
    expect(fixture.controller.profile).toMatchObject({ mode: "sftp", imageServer: "10.0.0.2" });
  });

  it("is discarded when a profile is saved on the page meanwhile", async () => {
    const fixture = new CliFixture();
    const head = "wireless profile image-download default";
    await config(fixture, head, "image-download-mode tftp", "tftp-image-server 10.0.0.1");
    const profile = {
      mode: "tftp" as const,
      imageServer: "10.9.9.9",
      imagePath: "x",
      servicePort: null,
      parallelMode: false,
    };
    fixture.setController({ profile, profileSavedAt: 7 });
    expect(await running(fixture)).toContain("tftp-image-server 10.9.9.9");
  });

  it("is not saved again by lines that change nothing", async () => {
    const fixture = new CliFixture();
    const lines = [
      "wireless profile image-download default",
      "image-download-mode tftp",
      "tftp-image-server 10.0.0.1",
      "tftp-image-path a",
    ];
    await config(fixture, ...lines);
    await config(fixture, ...lines);
    expect(fixture.asked).toHaveLength(1);
  });

  it("is removed by no image-download-mode", async () => {
    const fixture = new CliFixture();
    const head = "wireless profile image-download default";
    await config(
      fixture,
      head,
      "image-download-mode tftp",
      "tftp-image-server 10.0.0.1",
      "tftp-image-path a",
    );
    const { status } = await config(fixture, head, "image-download-mode tftp", "no image-download-mode");
    expect(status).toBe(0);
    expect(fixture.orders).toEqual([{ type: "clear-profile" }]);
    expect(await running(fixture)).toContain("wireless profile image-download default\n!\nend");
  });

  it.each([
    ["tftp-image-server ewc.lab", "% Invalid input detected"],
    ["tftp-image-server 10.0.0.256", "% Invalid input detected"],
    ["tftp-image-path EWC/ap1g8", "% Enter the folder, not the image file."],
    ["tftp-image-path bundle.zip", "% Unzip the bundle"],
    ["tftp-image-path ../etc", "% The path must not contain"],
    [`tftp-image-path ${"x".repeat(256)}`, "% The path is longer than 255 bytes."],
    ["service-port 65536", "% Invalid input detected"],
    ["sftp-username ewc", "% Enter image-download-mode sftp first."],
    ["tftp-image-path", "% Incomplete command."],
  ])("rejects %s with the sentence of the form", async (line, error) => {
    const fixture = new CliFixture();
    const { status, text } = await config(
      fixture,
      "wireless profile image-download default",
      "image-download-mode tftp",
      line,
    );
    expect(status).toBe(1);
    expect(text).toContain(error);
    expect(fixture.asked).toEqual([]);
  });

  it("rejects a user name of 33 characters and an encrypted password of another controller", async () => {
    const fixture = new CliFixture();
    const head = ["wireless profile image-download default", "image-download-mode sftp"];
    expect((await config(fixture, ...head, `sftp-username ${"u".repeat(33)}`)).text).toContain(
      "1 to 32 characters",
    );
    expect((await config(fixture, ...head, "sftp-password 8 nonsense")).text).toContain(
      "not from this controller",
    );
    expect((await config(fixture, ...head, "sftp-password 7 0123")).text).toContain(
      "% Invalid input detected",
    );
  });

  it("prints why the controller refused a change", async () => {
    const fixture = new CliFixture();
    fixture.orderAnswers = [
      { ok: false, fault: { code: "conflict", message: "An upgrade is running.", remedy: "Wait." } },
    ];
    const { text, status } = await config(fixture, "hostname Lab");
    expect(text).toContain("% An upgrade is running. Wait.\n");
    expect(status).toBe(1);
    expect(fixture.controller.name).toBe("9120-EWC");
  });

  it("writes one audit entry with its outcome for each change", async () => {
    const fixture = new CliFixture();
    await config(fixture, "host Lab", "hostname -bad-");
    expect(fixture.audited).toEqual([
      { action: "hostname Lab", mode: "config", outcome: "done" },
      { action: "hostname -bad-", mode: "config", outcome: expect.stringContaining("illegal") },
    ]);
  });

  it("is visible to a read-only user, without the password", async () => {
    const fixture = new CliFixture();
    await config(
      fixture,
      "wireless profile image-download default",
      "image-download-mode sftp",
      "sftp-image-server 10.0.0.2",
      "sftp-image-path b",
      "sftp-username u",
      "sftp-password 0 p",
    );
    const { text } = await cliExec(fixture.ports(monitor), "show running-config");
    expect(text).toContain("sftp-username u");
    expect(text).not.toContain("sftp-password");
  });
});

describe("show running-config", () => {
  it("shows the path as it was typed, until another path is stored", async () => {
    const fixture = new CliFixture();
    const head = [
      "wireless profile image-download default",
      "image-download-mode tftp",
      "tftp-image-server 10.0.0.1",
    ];
    await config(fixture, ...head, "tftp-image-path EWC_17_12_1");
    expect(await running(fixture)).toContain("  tftp-image-path EWC_17_12_1\n");
    await config(fixture, ...head, "tftp-image-path /EWC_17_12_1/");
    expect(await running(fixture)).toContain("  tftp-image-path /EWC_17_12_1/\n");
    fixture.setController({
      profile: { ...fixture.controller.profile, imagePath: "Other" } as Profile,
      profileSavedAt: 9,
    });
    expect(await running(fixture)).toContain("  tftp-image-path /Other\n");
  });

  it("typed into an empty controller gives the same profile, name and password", async () => {
    const segment = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_ -]{0,10}[A-Za-z0-9_]$/);
    const profile = fc.record({
      mode: fc.constantFrom("tftp" as const, "sftp" as const),
      imageServer: fc.oneof(fc.ipV4(), fc.ipV6()),
      path: fc.array(segment, { maxLength: 3 }).map((segments) => `/${segments.join("/")}`),
      servicePort: fc.option(fc.integer({ min: 1, max: 65535 })),
      parallelMode: fc.boolean(),
      user: fc.stringMatching(/^[!-~]{1,32}$/),
      password: fc.stringMatching(/^[!-~][ -~]{0,30}[!-~]$/),
    });
    await fc.assert(
      fc.asyncProperty(profile, fc.stringMatching(/^[A-Z][a-z0-9]{1,8}$/), async (p, hostname) => {
        const from = new CliFixture();
        const typed = await config(
          from,
          `hostname ${hostname}`,
          "wireless profile image-download default",
          `image-download-mode ${p.mode}`,
          `${p.mode}-image-server ${p.imageServer}`,
          `${p.mode}-image-path ${p.path}`,
          ...(p.mode === "sftp" ? [`sftp-username ${p.user}`, `sftp-password 0 ${p.password}`] : []),
          ...(p.servicePort === null ? [] : [`service-port ${p.servicePort}`]),
          ...(p.parallelMode ? ["parallel-mode"] : []),
        );
        // Lines that the form rejects, or that end with the help key, give no profile.
        fc.pre(typed.status === 0 && from.controller.profile !== null);
        const to = new CliFixture();
        const pasted = await config(to, ...(await running(from)).split("\n").slice(3));
        expect(pasted.status, pasted.text).toBe(0);
        expect(to.controller.profile).toEqual(from.controller.profile);
        expect(to.controller.name).toBe(hostname);
        expect(to.state.storedSecret).toBe(from.state.storedSecret);
        expect(await running(to)).toBe(await running(from));
      }),
      { numRuns: 150 },
    );
  });

  it("of CCO mode, typed into an empty controller, gives the same profile and password", async () => {
    const profile = fc.record({
      user: fc.stringMatching(/^[!-~]{1,32}$/),
      password: fc.stringMatching(/^[!-~][ -~]{0,30}[!-~]$/),
      checks: fc.boolean(),
      version: fc.constantFrom("suggested", "latest"),
      url: fc.option(fc.constantFrom("https://192.0.2.7:8443", "https://[2001:db8::7]/mirror")),
      parallel: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(profile, async ({ user, password, checks, version, url, parallel }) => {
        const from = new CliFixture();
        const typed = await config(
          from,
          "wireless profile image-download default",
          "image-download-mode cco",
          `cco-username ${user}`,
          `cco-password 0 ${password}`,
          `${checks ? "" : "no "}cco-auto-check`,
          `cco-version ${version}`,
          ...(url === null ? [] : [`service-url ${url}`]),
          ...(parallel ? ["parallel-mode"] : []),
        );
        // Lines that the form rejects, or that end with the help key, give no profile.
        fc.pre(typed.status === 0 && from.controller.profile !== null);
        const to = new CliFixture();
        const pasted = await config(to, ...(await running(from)).split("\n").slice(3));
        expect(pasted.status, pasted.text).toBe(0);
        expect(to.controller.profile).toEqual(from.controller.profile);
        expect(to.state.storedSecret).toBe(from.state.storedSecret);
        expect(await running(to)).toBe(await running(from));
      }),
      { numRuns: 100 },
    );
  });

  it("show startup-config and write memory leave out an incomplete profile", async () => {
    const fixture = new CliFixture();
    await config(fixture, "wireless profile image-download default", "image-download-mode tftp");
    const { text } = await cliScript(fixture.ports(), "show startup-config\nwrite memory\n");
    expect(text).not.toContain("image-download-mode");
    expect(text).toContain(
      "is incomplete and is not saved. Missing: tftp-image-server, tftp-image-path.\n[OK]",
    );
  });

  it("write memory and copy running-config answer like a real controller", async () => {
    for (const line of ["write memory", "wr", "copy running-config startup-config", "copy run start"]) {
      const { text, status } = await cliExec(new CliFixture().ports(), line);
      expect(text).toBe("Building configuration...\n[OK]\n");
      expect(status).toBe(0);
    }
  });
});
