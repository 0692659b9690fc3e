/** Commands to access points: each gives the command of the page or an order, and prints why one was refused. */
import { expect, it } from "vitest";
import { fault } from "@/lib/contracts/fault";
import { apRow } from "@/lib/testing/ap-row";
import { CliFixture, monitor } from "@/lib/testing/cli-fixture";
import { cliExec } from "@/lib/testing/cli-terminal";

const AP = "2c5a.0f40.6920";
const fixture = () => new CliFixture({ rows: { aps: [apRow({ id: AP, name: "AP-1" })] } });

it.each(["ap name AP-1 reset", "ap name ap-1 image reset"])("%s reboots this access point", async (line) => {
  const cli = fixture();
  expect((await cliExec(cli.ports(), line)).status).toBe(0);
  expect(cli.asked).toEqual([{ type: "ap.reboot", input: { apIds: [AP] } }]);
});

it("ap name X image swap swaps the images of this access point", async () => {
  const cli = fixture();
  expect((await cliExec(cli.ports(), "ap name AP-1 image swap")).status).toBe(0);
  expect(cli.orders).toEqual([{ type: "swap", apId: AP }]);
  cli.orderAnswers = [{ ok: false, fault: fault("conflict", "AP-1 has no backup image to swap to.") }];
  const refused = await cliExec(cli.ports(), "ap name AP-1 image swap");
  expect(refused.text).toContain("% AP-1 has no backup image to swap to.");
  expect(refused.status).toBe(1);
});

it("ap image predownload site-tag starts the predownload of the default site tag, and refuses another", async () => {
  const cli = fixture();
  cli.setController({
    profile: {
      mode: "tftp",
      imageServer: "127.0.0.1",
      imagePath: "EWC_17_12_1",
      servicePort: null,
      parallelMode: false,
    },
  });
  const other = await cliExec(cli.ports(), "ap image predownload site-tag office start");
  expect(other.text).toContain("% No access point has the site tag office.");
  expect(cli.asked).toEqual([]);
  const started = await cliExec(cli.ports(), "ap image predownload site-tag default-site-tag start");
  expect(started.status, started.text).toBe(0);
  expect(cli.asked.map(({ type }) => type)).toEqual(["upgrade.start"]);
});

it("an unknown name is an error, and a read-only user has none of these commands", async () => {
  expect((await cliExec(fixture().ports(), "ap name AP-9 reset")).text).toContain(
    "% There is no access point named AP-9.",
  );
  expect((await cliExec(fixture().ports(monitor), "ap name AP-1 reset")).status).toBe(1);
});
