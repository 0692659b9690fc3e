/** `reload` now, later and not at all. The present time is 21:41:35.112 UTC. */
import { describe, expect, it } from "vitest";
import { CliFixture } from "@/lib/testing/cli-fixture";
import { cliScript } from "@/lib/testing/cli-terminal";

const run = async (lines: string) => {
  const fixture = new CliFixture();
  const { text, status } = await cliScript(fixture.ports(), lines);
  return { text, status, orders: fixture.orders };
};

describe("reload", () => {
  it("schedules a reload in minutes after a confirmation that names its time", async () => {
    const { text, orders } = await run("reload in 10\n\n");
    expect(text.split("\n").slice(1, 3)).toEqual([
      "Reload scheduled for 21:51:35 UTC Tue Jan 30 2024 (in 10 minutes) by admin on vty0 (127.0.0.1)",
      "Reload reason: Reload Command",
    ]);
    expect(orders).toEqual([{ type: "schedule-reload", delayMs: 600_000 }]);
  });

  it("takes hours and minutes", async () => {
    expect((await run("reload in 1:30\ny\n")).orders).toEqual([
      { type: "schedule-reload", delayMs: 5_400_000 },
    ]);
  });

  it("takes the next such time of day, which may be tomorrow", async () => {
    const today = await run("reload at 22:00\ny\n");
    expect(today.text).toContain(
      "Reload scheduled for 22:00:00 UTC Tue Jan 30 2024 (in 18 minutes and 25 seconds)",
    );
    const tomorrow = await run("reload at 21:00\ny\n");
    expect(tomorrow.text).toContain(
      "Reload scheduled for 21:00:00 UTC Wed Jan 31 2024 (in 23 hours and 18 minutes)",
    );
  });

  it("does nothing without a confirmation", async () => {
    const { text, status, orders } = await run("reload in 10\nn\n");
    expect(text).toContain("Reload canceled.");
    expect([status, orders]).toEqual([1, []]);
  });

  it("cancels what is scheduled with the notice that scripts look for", async () => {
    const { text, orders } = await run("reload cancel\n");
    expect(text).toContain("***\n*** --- SHUTDOWN ABORTED ---\n***\n");
    expect(orders).toEqual([{ type: "cancel-reload" }]);
  });
});
