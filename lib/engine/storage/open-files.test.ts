/** When it is said that the process has too many files and connections open. */
import { expect, test } from "vitest";
import { fakeClock } from "@/lib/testing/fake-clock";
import { OpenFiles, openFilesOfProcess } from "./open-files";

function watched(open: () => number) {
  const clock = fakeClock();
  const said: (string | null)[] = [];
  const files = new OpenFiles({
    count: async () => open(),
    limit: 1000,
    wall: clock,
    onChange: (sentence) => void said.push(sentence),
  });
  return { clock, said, files };
}

test("it is said once near the limit, and taken back once there is clearly room", async () => {
  let open = 899;
  const { clock, said } = watched(() => open);
  await clock.run(20_000);
  expect(said).toEqual([]);
  open = 950;
  await clock.run(20_000);
  expect(said).toEqual([
    "The console has 950 files and connections open, and the system allows 1000. New connections may fail. Close some " +
      "pages and command line sessions, or restart the console with a higher limit (ulimit -n, or LimitNOFILE in its " +
      "systemd unit).",
  ]);
  open = 850;
  await clock.run(20_000);
  expect(said).toHaveLength(1);
  open = 700;
  await clock.run(20_000);
  expect(said.slice(1)).toEqual([null]);
});

test("not even being able to count counts as the limit", async () => {
  const { clock, said } = watched(() => {
    throw new Error("EMFILE");
  });
  await clock.run(5000);
  expect(said).toEqual([expect.stringContaining("has 1000 files")]);
});

test("nothing is looked at after the end", async () => {
  const { clock, said, files } = watched(() => 1000);
  files.stop();
  await clock.run(60_000);
  expect(said).toEqual([]);
});

test.runIf(process.platform === "linux")("Linux tells the number of this process and its limit", async () => {
  const files = await openFilesOfProcess();
  expect(files?.limit).toBeGreaterThan(100);
  expect(await files?.count()).toBeGreaterThan(2);
});
