/** On a slow disk, writes of the simulation must not queue up: an order would wait for all of them. */
import { expect, test } from "vitest";
import { fakeClock } from "@/lib/testing/fake-clock";
import { testLab } from "@/lib/testing/simulation-lab";
import { SimulatedDisk } from "@/lib/testing/simulator/simulated-disk";

test("what is stored is a few writes behind at most, also when a write takes longer than the time between two", async () => {
  const clock = fakeClock();
  const disk = new SimulatedDisk(clock);
  const lab = testLab({ clock, write: disk.open(() => undefined) });
  await lab.start();
  await lab.order("lab.clock", { factor: 60 });
  const ids = lab.aps().map(({ id }) => id);
  const rebootOneAfterAnother = async (seconds: number) => {
    for (let reboots = 0; reboots < seconds * 2; reboots++) {
      void lab.ask("ap.reboot", { apIds: [ids[reboots % ids.length] ?? ""] });
      await clock.run(500);
    }
  };
  disk.delayMs = 1400;
  await rebootOneAfterAnother(120);
  let isStored = false;
  const stored = lab.simulation.stored().then(() => {
    isStored = true;
  });
  await rebootOneAfterAnother(7);
  expect(isStored).toBe(true);
  await stored;
  lab.kill();
});
