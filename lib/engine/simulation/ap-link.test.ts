/** An access point's link over CAPWAP and over the wire, and how its losses differ from a silent server. */
import { expect, test } from "vitest";
import { fault } from "@/lib/contracts/fault";
import { WELL_BEHAVED } from "@/lib/contracts/lab";
import { apFaultOf, linkOf } from "./ap-link";

const unit = (behavior: Partial<typeof WELL_BEHAVED>, id = "0cd0.f897.ade0") => ({
  id,
  behavior: { ...WELL_BEHAVED, ...behavior },
});
const failed = (code: Parameters<typeof fault>[0]) => ({ ok: false as const, fault: fault(code) });

test("a well-behaved access point has no impaired link on the wire", () => {
  expect(linkOf(unit({}))).toBeUndefined();
  expect(linkOf(unit({ linkRttMs: 1 }))).toBeUndefined();
  expect(linkOf(unit({ linkRttMs: 21.9 }))).toMatchObject({ delayMs: 20, loss: 0, bytesPerSecond: null });
});

test("losses differ between access points and are the same at every start", () => {
  const luck = (id: string) => linkOf(unit({ linkLoss: 0.1 }, id))?.chance.next();
  expect(luck("0cd0.f897.ade0")).toBe(luck("0cd0.f897.ade0"));
  expect(luck("0cd0.f897.ade0")).not.toBe(luck("0cd0.f897.adf0"));
});

test("a timeout is the link's fault when the link lost the last answers, else the server's", () => {
  const lossy = unit({ linkLoss: 0.9 });
  const link = linkOf(lossy);
  if (link === undefined) throw new Error("no link");
  expect(apFaultOf(lossy, link, failed("timed-out"))).toBeNull();
  link.lostInARow = 8;
  expect(apFaultOf(lossy, link, failed("timed-out"))?.message).toMatch(
    /^The access point's link loses so many packets/,
  );
  expect(apFaultOf(lossy, link, failed("server-gone"))?.remedy).toMatch(/The server responded/);
  expect(apFaultOf(lossy, link, failed("file-not-found"))).toBeNull();
  expect(apFaultOf(lossy, link, { ok: true })).toBeNull();
});

test("an access point that alters images never has a good one, and only faults of the bytes are its own", () => {
  const altering = unit({ corruptsImage: true });
  expect(apFaultOf(altering, undefined, { ok: true })?.code).toBe("image-damaged");
  expect(apFaultOf(altering, undefined, failed("digest-mismatch"))?.message).toMatch(
    /^The image was damaged/,
  );
  expect(apFaultOf(altering, undefined, failed("connection-refused"))).toBeNull();
});
