/** Changes are made only when they can be stored, and nobody waits for a database that cannot be written. */
import { expect, test } from "vitest";
import { type Fault, fault } from "@/lib/contracts/fault";
import { fakeClock } from "@/lib/testing/fake-clock";
import { faultIn } from "@/lib/testing/fault-in";
import { LEAST_FREE_BYTES, RESERVE_BYTES, StorageGuard } from "./storage-guard";

const ENOUGH = LEAST_FREE_BYTES + RESERVE_BYTES;
const full = fault("disk-full", "console.db: full", "Free some space.");

async function rig({ free = ENOUGH, isHeld = false } = {}) {
  const wall = fakeClock();
  const disk = { free, isHeld };
  const faults: unknown[] = [];
  const shown: (Fault | null)[] = [];
  const guard = await StorageGuard.open({
    wall,
    reserve: {
      freeBytes: () => Promise.resolve(disk.free),
      isHeld: () => Promise.resolve(disk.isHeld),
      take() {
        if (disk.free < RESERVE_BYTES) return Promise.reject(new Error("ENOSPC"));
        disk.free -= RESERVE_BYTES;
        disk.isHeld = true;
        return Promise.resolve();
      },
      release() {
        disk.free += RESERVE_BYTES;
        disk.isHeld = false;
        return Promise.resolve();
      },
    },
    onFault: (cause) => void faults.push(cause),
  });
  guard.follow((present) => void shown.push(present));
  return { guard, wall, disk, shown, faults };
}
const never = new Promise<never>(() => undefined);

test("with enough space the reserve is taken, and changes are admitted", async () => {
  const { guard, disk, shown } = await rig();
  await guard.admit();
  expect([disk.isHeld, disk.free, shown]).toEqual([true, LEAST_FREE_BYTES, [null]]);
});

test("the reserve of an earlier run is kept", async () => {
  const { guard, disk } = await rig({ free: LEAST_FREE_BYTES, isHeld: true });
  await guard.admit();
  expect(disk.free).toBe(LEAST_FREE_BYTES);
});

test("on a full disk a change is refused with what to do, and is admitted as soon as there is space", async () => {
  const { guard, disk, shown, faults } = await rig();
  disk.free = 0;
  expect(await faultIn(guard.admit())).toMatchObject({
    code: "disk-full",
    message: "The disk is full: nothing was changed.",
    remedy: expect.stringContaining("Free some space"),
  });
  disk.free = LEAST_FREE_BYTES;
  await guard.admit();
  expect(shown.map((each) => each?.code ?? null)).toEqual([null, "disk-full", null]);
  expect(faults).toEqual([]);
});

test("a database that finds the disk full gets the reserve, and the reserve is taken again later", async () => {
  const { guard, disk, wall } = await rig();
  disk.free = 0;
  guard.storeReports(full);
  expect([disk.isHeld, disk.free]).toEqual([false, RESERVE_BYTES]);
  guard.storeReports(null);
  expect(await faultIn(guard.admit())).toMatchObject({ code: "disk-full" });
  disk.free = ENOUGH;
  await wall.run(5000);
  expect(disk.isHeld).toBe(true);
  await guard.admit();
});

test("while the database is locked, changes are refused in words that fit", async () => {
  const { guard } = await rig();
  guard.storeReports(fault("store-unusable", "locked", "End the other program."));
  expect(await faultIn(guard.admit())).toEqual({
    code: "store-unusable",
    message: "The data folder cannot be written: nothing was changed.",
    remedy: "End the other program.",
  });
});

test("readers do not wait while writing fails, nor when it begins to fail", async () => {
  const { guard } = await rig();
  const waiting = guard.unlessFailing(never);
  guard.storeReports(full);
  await waiting;
  await guard.unlessFailing(never);
});

test("a change that was begun before says after three seconds that it is not stored, unless writing works again", async () => {
  const { guard, wall } = await rig();
  let stored: (value: string) => void = () => undefined;
  const change = guard.during(
    new Promise<string>((resolve) => {
      stored = resolve;
    }),
  );
  guard.storeReports(full);
  await wall.run(2900);
  guard.storeReports(null);
  await wall.run(10_000);
  stored("stored");
  expect(await change).toBe("stored");

  const lost = faultIn(guard.during(never));
  guard.storeReports(full);
  await wall.run(3000);
  expect(await lost).toMatchObject({
    code: "disk-full",
    message: expect.stringContaining("not be stored yet"),
  });
});

test("a disk that cannot be asked counts as full, and is reported", async () => {
  const { guard, disk, faults } = await rig();
  Object.defineProperty(disk, "free", {
    get: () => {
      throw new Error("EIO");
    },
  });
  expect(await faultIn(guard.admit())).toMatchObject({ code: "disk-full" });
  expect(faults).toHaveLength(1);
});
