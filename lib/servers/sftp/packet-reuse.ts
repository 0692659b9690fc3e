/**
 * Large packets that have left are filled again. ssh2 makes a new buffer of 32 KB, with new random padding, for each
 * packet it sends: half of a gigabyte of garbage per image, none of it warm in the processor's caches. This gives its
 * cipher the buffers that the socket has let go of. It looks inside ssh2; where that looks otherwise, nothing happens.
 */
import type { Socket } from "node:net";
import type { Connection } from "ssh2";

/** Smaller packets are cheap to make. */
const LARGE_BYTES = 16 * 1024;
/** Different sizes that are kept: whole packets, and the rest of an answer. */
const MAX_SIZES = 4;
/** Packets kept per connection: as many as may wait for the socket, and a few. */
const MAX_KEPT = 24;
/** Length of the packet and of its padding: what ssh2 writes when it makes one. */
const HEADER_BYTES = 5;

type Cipher = { allocPacket?: (payloadBytes: number) => Buffer };
/** Packets of one size. `header` is what a new one begins with; encryption overwrites it. */
type Kept = { header: Buffer; free: Buffer[]; given: Buffer[] };

/** Call it after each exchange of keys: every one makes a new cipher. */
export function reusePackets(connection: Connection, socket: Socket): void {
  const cipher = (connection as { _protocol?: { _cipher?: Cipher } })._protocol?._cipher;
  const make = cipher?.allocPacket?.bind(cipher);
  if (!cipher || !make) return;
  const sizes = new Map<number, Kept>();
  let kept = 0;

  cipher.allocPacket = (payloadBytes) => {
    if (payloadBytes < LARGE_BYTES) return make(payloadBytes);
    const known = sizes.get(payloadBytes);
    // Nothing waits: every packet that was given before is with the kernel.
    if (known && socket.writableLength === 0) known.free.push(...known.given.splice(0));
    const used = known?.free.pop();
    if (known && used) {
      known.header.copy(used);
      known.given.push(used);
      // The padding is what encryption left there: as good as random.
      return used;
    }
    const packet = make(payloadBytes);
    if (kept < MAX_KEPT && (known || sizes.size < MAX_SIZES)) {
      const size = known ?? { header: Buffer.from(packet.subarray(0, HEADER_BYTES)), free: [], given: [] };
      size.given.push(packet);
      sizes.set(payloadBytes, size);
      kept++;
    }
    return packet;
  };
}
