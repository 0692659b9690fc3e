/** `terminal monitor`: log lines appear at once, wherever a line can be printed without cutting another one. */
import { expect, it } from "vitest";
import { CliFixture } from "@/lib/testing/cli-fixture";
import { cliExec, cliPeer, cliScript } from "@/lib/testing/cli-terminal";

const LINE = "*Jan 30 21:40:00.000: %SYS-5-CONFIG_I: Configured from console by admin on console";

async function monitored(fixture = new CliFixture()) {
  const peer = cliPeer(fixture.ports());
  await peer.read("#");
  peer.type("terminal monitor\r");
  await peer.read(/#$/);
  return { fixture, peer };
}

it("prints a line at once while install add holds the prompt", async () => {
  const fixture = new CliFixture();
  await cliScript(
    fixture.ports(),
    "conf t\nwireless profile image-download default\nimage-download-mode tftp\ntftp-image-server 127.0.0.1\ntftp-image-path EWC_17_12_1\n",
  );
  const { peer } = await monitored(fixture);
  peer.type("install add profile default\r");
  await peer.read("Performing Add on all members\r\n");
  fixture.log(LINE);
  expect(await peer.read(/[\s\S]*console\r\n$/)).toBe(`${LINE}\r\n`);
  fixture.setUpgrade({ running: false, canActivate: true, targetVersion: "17.12.1.5" });
  expect(await peer.read(/[\s\S]*#$/)).toMatch(/^ \[1\] Finished Add package\(s\) on chassis 1\r\n/);
});

it("prints a line at the prompt above what is being typed", async () => {
  const { fixture, peer } = await monitored();
  peer.type("show ver");
  await peer.read("show ver");
  fixture.log(LINE);
  expect(await peer.read(/[\s\S]*show ver/)).toContain(`${LINE}\r\n`);
});

it("prints a line while a question waits, and the question again", async () => {
  const fixture = new CliFixture();
  fixture.setUpgrade({ canActivate: true, targetVersion: "17.12.1.5" });
  const { peer } = await monitored(fixture);
  peer.type("install activate\r");
  await peer.read("[y/n] ");
  fixture.log(LINE);
  expect(await peer.read(/[\s\S]*\[y\/n\] $/)).toBe(
    `\r\n${LINE}\r\nThis operation may require a reload of the system. Do you want to proceed? [y/n] `,
  );
  peer.type("n");
  expect(await peer.read(/#$/)).toMatch(/^n\r\n/);
});

it("waits for the end of a line that a command is still printing", async () => {
  const fixture = new CliFixture();
  let answer: (outcome: { ok: true; ms: number }) => void = () => undefined;
  const ports = {
    ...fixture.ports(),
    probe: () => new Promise<{ ok: true; ms: number }>((resolve) => (answer = resolve)),
  };
  const peer = cliPeer(ports);
  peer.type("terminal monitor\rping 192.0.2.9\r");
  await peer.read("timeout is 2 seconds:\r\n");
  for (let i = 0; i < 5; i++) {
    answer({ ok: true, ms: 1 });
    await peer.read("!");
    if (i === 2) fixture.log(LINE);
  }
  const text = peer.text;
  expect(text).toContain("!!!!!");
  expect(text.indexOf(LINE)).toBeGreaterThan(text.indexOf("!!!!!"));
});

it("show logging counts the lines that terminals have shown", async () => {
  const { fixture, peer } = await monitored();
  fixture.log(LINE);
  await peer.read(LINE);
  const { text } = await cliExec(fixture.ports(), "show logging");
  expect(text).toContain("Monitor logging: level debugging, 1 messages logged,");
});
