/**
 * Reuses the buffers of large SSH packets. ssh2 allocates a new buffer of 32 KB, with new random padding, for each packet
 * that it sends: half a gigabyte of garbage for a large image. This gives its cipher the buffers that the socket has
 * already sent. It depends on ssh2's internals; where these differ, it does nothing.
 */
import type { Socket } from "node:net";
import type { Connection } from "ssh2";

/** Smaller packets are not reused. */
const LARGE_BYTES = 16 * 1024;
/** Different packet sizes that are kept: full packets, and the ends of answers. */
const MAX_SIZES = 4;
/** Packets kept for one connection: about as many as may wait for the socket. */
const MAX_KEPT = 24;
/** Packet length and padding length, which ssh2 writes when it allocates a packet. */
const HEADER_BYTES = 5;

type Cipher = { allocPacket?: (payloadBytes: number) => Buffer };
/** Packets of one size. `header` is how a new one begins; encryption overwrites it. */
type KeptPackets = { header: Buffer; free: Buffer[]; inUse: Buffer[] };

/** To be called after each key exchange, because each makes a new cipher. */
export function reusePackets(connection: Connection, socket: Socket): void {
  const cipher = (connection as { _protocol?: { _cipher?: Cipher } })._protocol?._cipher;
  const allocate = cipher?.allocPacket?.bind(cipher);
  if (!cipher || !allocate) return;
  const sizes = new Map<number, KeptPackets>();
  let kept = 0;

  cipher.allocPacket = (payloadBytes) => {
    if (payloadBytes < LARGE_BYTES) return allocate(payloadBytes);
    const known = sizes.get(payloadBytes);
    // When the socket has nothing queued, the kernel has every earlier packet.
    if (known && socket.writableLength === 0) known.free.push(...known.inUse.splice(0));
    const used = known?.free.pop();
    if (known && used) {
      known.header.copy(used);
      known.inUse.push(used);
      // The padding is old ciphertext, which is as good as random bytes.
      return used;
    }
    const packet = allocate(payloadBytes);
    if (kept < MAX_KEPT && (known || sizes.size < MAX_SIZES)) {
      const size = known ?? { header: Buffer.from(packet.subarray(0, HEADER_BYTES)), free: [], inUse: [] };
      size.inUse.push(packet);
      sizes.set(payloadBytes, size);
      kept++;
    }
    return packet;
  };
}
