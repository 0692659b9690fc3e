/** What TFTP keeps for the moment when the process can open nothing more. */
import { describe, expect, test } from "vitest";
import type { Datagram } from "../datagram";
import { DescriptorReserve } from "./descriptor-reserve";

const outOfDescriptors = () => Object.assign(new Error("too many open files"), { code: "EMFILE" });

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** A process that may have so many descriptors. */
function limited(most: number) {
  const open = new Set<number>();
  let next = 0;
  const hold = () => {
    if (open.size >= most) throw outOfDescriptors();
    open.add(++next);
    return next;
  };
  return { open, hold, release: (descriptor: number) => void open.delete(descriptor) };
}

function rig(most: number) {
  const process = limited(most);
  const reserve = new DescriptorReserve(process);
  reserve.fill();
  const openOne = (): Datagram => {
    const descriptor = process.hold();
    const socket: Partial<Datagram> = { close: () => process.release(descriptor) };
    return socket as Datagram;
  };
  const openSocket = reserve.around(() => Promise.resolve().then(openOne));
  const options = { family: 4, onMessage: () => undefined, onError: () => undefined } as const;
  return { process, reserve, open: () => openSocket(options) };
}

describe("when the process has as many open as it may", () => {
  test("transfers get theirs from the reserve, until that is used up", async () => {
    const { process, reserve, open } = rig(64);
    expect(reserve.size).toBe(64);
    const sockets = [await open(), await open()];
    expect(reserve.size).toBe(62);
    expect(process.open.size).toBe(64);
    for (let i = 0; i < 62; i++) sockets.push(await open());
    await expect(open()).rejects.toMatchObject({ code: "EMFILE" });
  });

  test("the end of a transfer fills the reserve again with what nobody else took meanwhile", async () => {
    const { process, reserve, open } = rig(64);
    const [first, second] = [await open(), await open()];
    first.close();
    process.hold();
    second.close();
    await nextTurn();
    expect(reserve.size).toBe(63);
  });
});

test("while there are enough, nothing is taken from the reserve", async () => {
  const { reserve, open } = rig(100);
  await open();
  expect(reserve.size).toBe(64);
});

test("another error of opening is not retried and takes nothing from the reserve", async () => {
  const { reserve } = rig(64);
  let calls = 0;
  const inUse = Object.assign(new Error("in use"), { code: "EADDRINUSE" });
  const opening = reserve.spend(() => {
    calls++;
    return Promise.reject(inUse);
  });
  await expect(opening).rejects.toBe(inUse);
  expect({ calls, size: reserve.size }).toEqual({ calls: 1, size: 64 });
});

test("a server that stops gives everything back, and a transfer that ends afterwards keeps nothing", async () => {
  const { process, reserve, open } = rig(64);
  const socket = await open();
  reserve.empty();
  socket.close();
  await nextTurn();
  expect(process.open.size).toBe(0);
});
