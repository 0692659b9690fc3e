import { describe, expect, it } from "vitest";
import { fault } from "@/lib/contracts/fault";
import { type ConnectionEvents, UploadManager, type UploadWish } from "./upload-manager";
import { createRateMeter, faultOfAnswer, isWorthRetrying } from "./upload-rules";

const wish = (name: string): UploadWish => ({
  file: new File(["12345678"], name),
  setName: "EWC_17_12_1",
  kind: "file",
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

describe("the uploads of a tab", () => {
  it("two at once; the others wait their turn", () => {
    const { manager, opened } = lab();
    for (const name of ["ap1g4", "ap1g5", "ap1g7"]) manager.begin(wish(name));
    expect(states(manager)).toEqual(["sending", "sending", "queued"]);
    opened[0]!.events.done();
    expect(states(manager)).toEqual(["handed-over", "sending", "sending"]);
    expect(opened.map((o) => o.starts)).toEqual([1, 1, 1]);
  });

  it("one that fails lets the next one go, and can be resumed", () => {
    const { manager, opened } = lab();
    for (const name of ["ap1g4", "ap1g5", "ap1g7"]) manager.begin(wish(name));
    opened[0]!.events.failed(fault("timed-out"));
    expect(states(manager)).toEqual(["stopped", "sending", "sending"]);
    manager.resume(manager.read()[0]!.key);
    expect(states(manager)[0]).toBe("queued");
    opened[1]!.events.done();
    expect(states(manager)[0]).toBe("sending");
    expect(opened[0]!.starts).toBe(2);
  });

  it("a canceled one is discarded on the server, and a late event does not bring it back", async () => {
    const { manager, opened } = lab();
    manager.begin(wish("ap1g4"));
    await manager.cancel(manager.read()[0]!.key);
    opened[0]!.events.progress(5);
    opened[0]!.events.failed(fault("internal"));
    expect(states(manager)).toEqual(["canceled"]);
    expect(opened[0]!.discarded).toBe(true);
    expect(manager.isSending).toBe(false);
  });

  it("one that goes on keeps the set name with which it began", () => {
    const { manager, opened } = lab();
    manager.begin(wish("ap1g4"));
    opened[0]!.events.known("a".repeat(32), { setName: "EWC_old" });
    expect(manager.read()[0]).toMatchObject({ id: "a".repeat(32), setName: "EWC_old", resumed: true });
  });

  it("says how fast it goes", () => {
    const { manager, opened, advance } = lab();
    manager.begin(wish("ap1g4"));
    opened[0]!.events.progress(0);
    advance(1000);
    opened[0]!.events.progress(4);
    expect(manager.read()[0]).toMatchObject({ sentBytes: 4, rate: 4 });
  });
});

describe("what is tried again", () => {
  it.each([0, 409, 423, 500, 502, 503])("status %d is", (status) => {
    expect(isWorthRetrying(status)).toBe(true);
  });
  it.each([400, 403, 404, 410, 413, 422, 507])("status %d is not", (status) => {
    expect(isWorthRetrying(status)).toBe(false);
  });
});

describe("what is said", () => {
  it("is the server's own fault", () => {
    const said = fault("disk-full", "No space.", "Free some.");
    expect(faultOfAnswer(507, JSON.stringify({ fault: said }))).toEqual(said);
  });
  it("is what the silence means, when the answer is not ours", () => {
    expect(faultOfAnswer(0, "").code).toBe("timed-out");
    expect(faultOfAnswer(404, "<html>").code).toBe("not-found");
    expect(faultOfAnswer(502, '{"fault":{"code":"made-up"}}').code).toBe("internal");
  });
});

it("the rate settles on the true one and survives a resume from less", () => {
  const meter = createRateMeter();
  let rate = 0;
  for (let t = 0; t <= 20_000; t += 250) rate = meter.add(t * 1000, t);
  expect(rate).toBeCloseTo(1_000_000, -3);
  expect(meter.add(5, 21_000)).toBeGreaterThan(0);
});
