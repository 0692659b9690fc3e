/** An access point's own link: the same for CAPWAP and for the wire, and told apart from a server that is silent. */
import { expect, test } from "vitest";
import { fault } from "@/lib/contracts/fault";
import { WELL_BEHAVED } from "@/lib/contracts/lab";
import { linkOf, ownFault } from "./own-link";

const unit = (behavior: Partial<typeof WELL_BEHAVED>, id = "0cd0.f897.ade0") => ({
  id,
  behavior: { ...WELL_BEHAVED, ...behavior },
});
const failed = (code: Parameters<typeof fault>[0]) => ({ ok: false as const, fault: fault(code) });

test("a well-behaved one has no link of its own on the wire", () => {
  expect(linkOf(unit({}))).toBeUndefined();
  expect(linkOf(unit({ linkRttMs: 1 }))).toBeUndefined();
  expect(linkOf(unit({ linkRttMs: 21.9 }))).toMatchObject({ delayMs: 20, loss: 0, bytesPerSecond: null });
});

test("each has its own luck, the same at every start", () => {
  const luck = (id: string) => linkOf(unit({ linkLoss: 0.1 }, id))?.chance.next();
  expect(luck("0cd0.f897.ade0")).toBe(luck("0cd0.f897.ade0"));
  expect(luck("0cd0.f897.ade0")).not.toBe(luck("0cd0.f897.adf0"));
});

test("silence is the link's when it swallowed the last answers, else the server's", () => {
  const lossy = unit({ linkLoss: 0.9 });
  const link = linkOf(lossy);
  if (link === undefined) throw new Error("no link");
  expect(ownFault(lossy, link, failed("timed-out"))).toBeNull();
  link.lostInARow = 8;
  expect(ownFault(lossy, link, failed("timed-out"))?.message).toMatch(
    /^The access point's link loses so much/,
  );
  expect(ownFault(lossy, link, failed("server-gone"))?.remedy).toMatch(/the server did answer/);
  expect(ownFault(lossy, link, failed("file-not-found"))).toBeNull();
  expect(ownFault(lossy, link, { ok: true })).toBeNull();
});

test("what an altering access point received is never good, and only faults of the bytes are its own", () => {
  const altering = unit({ corruptsImage: true });
  expect(ownFault(altering, undefined, { ok: true })?.code).toBe("image-damaged");
  expect(ownFault(altering, undefined, failed("digest-mismatch"))?.message).toMatch(/^The image was altered/);
  expect(ownFault(altering, undefined, failed("connection-refused"))).toBeNull();
});
