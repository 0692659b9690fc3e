import { describe, expect, it } from "vitest";
import { fault } from "@/lib/contracts/fault";
import { type ConnectionEvents, UploadManager, type UploadRequest } from "./upload-manager";
import { createRateMeter, faultOfAnswer, isWorthRetrying } from "./upload-rules";

const request = (name: string): UploadRequest => ({
  file: new File(["12345678"], name),
  setName: "EWC_17_12_1",
  kind: "file",
  into: "repository",
});

function lab() {
  const opened: { name: string; events: ConnectionEvents; starts: number; discarded: boolean }[] = [];
  let now = 0;
  const manager = new UploadManager(
    ({ file }, events) => {
      const entry = { name: file.name, events, starts: 0, discarded: false };
      opened.push(entry);
      return {
        start: () => {
          entry.starts++;
        },
        stop: (discard) => {
          entry.discarded = discard;
          return Promise.resolve();
        },
      };
    },
    () => now,
  );
  return { manager, opened, advance: (ms: number) => (now += ms) };
}
const states = (m: UploadManager) => m.read().map((u) => u.state);

describe("UploadManager", () => {
  it("runs two uploads at a time and queues the others", () => {
    const { manager, opened } = lab();
    for (const name of ["ap1g4", "ap1g5", "ap1g7"]) manager.begin(request(name));
    expect(states(manager)).toEqual(["sending", "sending", "queued"]);
    opened[0]!.events.done();
    expect(states(manager)).toEqual(["handed-over", "sending", "sending"]);
    expect(opened.map((o) => o.starts)).toEqual([1, 1, 1]);
  });

  it("starts the next upload after one fails, and can resume the failed one", () => {
    const { manager, opened } = lab();
    for (const name of ["ap1g4", "ap1g5", "ap1g7"]) manager.begin(request(name));
    opened[0]!.events.failed(fault("timed-out"));
    expect(states(manager)).toEqual(["stopped", "sending", "sending"]);
    manager.resume(manager.read()[0]!.key);
    expect(states(manager)[0]).toBe("queued");
    opened[1]!.events.done();
    expect(states(manager)[0]).toBe("sending");
    expect(opened[0]!.starts).toBe(2);
  });

  it("discards a canceled upload on the server and ignores its late events", async () => {
    const { manager, opened } = lab();
    manager.begin(request("ap1g4"));
    await manager.cancel(manager.read()[0]!.key);
    opened[0]!.events.progress(5);
    opened[0]!.events.failed(fault("internal"));
    expect(states(manager)).toEqual(["canceled"]);
    expect(opened[0]!.discarded).toBe(true);
    expect(manager.isSending).toBe(false);
  });

  it("keeps the set name with which a resumed upload started", () => {
    const { manager, opened } = lab();
    manager.begin(request("ap1g4"));
    opened[0]!.events.known("a".repeat(32), { setName: "EWC_old" });
    expect(manager.read()[0]).toMatchObject({ id: "a".repeat(32), setName: "EWC_old", resumed: true });
  });

  it("tells its listeners of every change until they unsubscribe", () => {
    const { manager, opened } = lab();
    let calls = 0;
    const unsubscribe = manager.subscribe(() => calls++);
    manager.begin(request("ap1g4"));
    const before = calls;
    opened[0]!.events.waiting();
    expect(calls).toBe(before + 1);
    expect(manager.read()[0]).toMatchObject({ state: "waiting", rate: 0 });
    unsubscribe();
    opened[0]!.events.done();
    expect(calls).toBe(before + 1);
  });

  it("still sends while an upload waits for the connection, and no longer when all were handed over", () => {
    const { manager, opened } = lab();
    manager.begin(request("ap1g4"));
    opened[0]!.events.waiting();
    expect(manager.isSending).toBe(true);
    opened[0]!.events.done();
    expect(manager.isSending).toBe(false);
  });

  it("counts an upload that no longer exists on the server as canceled", () => {
    const { manager, opened } = lab();
    manager.begin(request("ap1g4"));
    opened[0]!.events.failed(fault("not-found"));
    expect(states(manager)).toEqual(["canceled"]);
  });

  it("removes a forgotten upload from the list, and ignores what it reports later", () => {
    const { manager, opened } = lab();
    manager.begin(request("ap1g4"));
    opened[0]!.events.done();
    manager.forget(manager.read()[0]!.key);
    manager.forget("upload-99");
    opened[0]!.events.progress(3);
    expect(manager.read()).toEqual([]);
  });

  it("discards a canceled upload once, and takes no offense when the server does not answer", async () => {
    let stops = 0;
    const manager = new UploadManager(() => ({
      start: () => undefined,
      stop: () => {
        stops++;
        return Promise.reject(new Error("lost"));
      },
    }));
    manager.begin(request("ap1g4"));
    const { key } = manager.read()[0]!;
    await manager.cancel(key);
    await manager.cancel(key);
    await manager.cancel("upload-99");
    expect(stops).toBe(1);
    expect(manager.read()[0]).toMatchObject({ state: "canceled", fault: { code: "aborted" } });
  });

  it("reports the rate", () => {
    const { manager, opened, advance } = lab();
    manager.begin(request("ap1g4"));
    opened[0]!.events.progress(0);
    advance(1000);
    opened[0]!.events.progress(4);
    expect(manager.read()[0]).toMatchObject({ sentBytes: 4, rate: 4 });
  });
});

describe("isWorthRetrying", () => {
  it.each([0, 409, 423, 500, 502, 503])("retries status %d", (status) => {
    expect(isWorthRetrying(status)).toBe(true);
  });
  it.each([400, 403, 404, 410, 413, 422, 507])("does not retry status %d", (status) => {
    expect(isWorthRetrying(status)).toBe(false);
  });
});

describe("faultOfAnswer", () => {
  it("is the fault in the answer", () => {
    const said = fault("disk-full", "No space.", "Free some.");
    expect(faultOfAnswer(507, JSON.stringify({ fault: said }))).toEqual(said);
  });
  it("follows from the status when the answer has no fault", () => {
    expect(faultOfAnswer(0, "").code).toBe("timed-out");
    expect(faultOfAnswer(404, "<html>").code).toBe("not-found");
    expect(faultOfAnswer(502, '{"fault":{"code":"made-up"}}').code).toBe("internal");
  });
});

it("the rate meter converges and accepts a resume from fewer bytes", () => {
  const meter = createRateMeter();
  let rate = 0;
  for (let t = 0; t <= 20_000; t += 250) rate = meter.add(t * 1000, t);
  expect(rate).toBeCloseTo(1_000_000, -3);
  expect(meter.add(5, 21_000)).toBeGreaterThan(0);
});
