/** Sender and receiver together over a network that loses, duplicates and reorders packets. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Chance, seededChance } from "@/lib/kit/chance";
import { type Rollover, wireNumber } from "./block-numbers";
import { ReadTransfer } from "./read-transfer";
import { ReceiveTransfer } from "./receive-transfer";

type Network = { loss: number; duplication: number; delayMs: number };
type Flight = { at: number; deliver(now: number): void };

/** After this long without a new block, the receiver sends its ACK again (RFC 7440 §4), as each client does. */
const RECEIVER_TIMEOUT_MS = 1000;

/** Runs a whole transfer in made-up time; events in flight are delivered in the order of their arrival. */
function transfer(blocks: number, windowSize: number, rollover: Rollover, network: Network, chance: Chance) {
  const sender = new ReadTransfer({
    windowSize,
    rollover,
    announce: false,
    ceilingMs: 3000,
    initialMs: 300,
    maxTries: 40,
  });
  sender.lastBlock = blocks;
  sender.hasAnswered = true; // otherwise it gives up after five tries
  const receiver = new ReceiveTransfer({ blockSize: 8, windowSize, rollover });
  const flights: Flight[] = [];
  const taken: number[] = [];
  let packets = 0;
  let repeatAckAt = RECEIVER_TIMEOUT_MS;
  const fly = (now: number, deliver: (now: number) => void) => {
    const copies = chance.next() < network.loss ? 0 : chance.next() < network.duplication ? 2 : 1;
    for (let i = 0; i < copies; i++)
      flights.push({ at: now + 0.1 + chance.next() * network.delayMs, deliver });
  };
  const send = (now: number) => {
    for (let block = sender.toSend(); block !== 0; block = sender.toSend()) {
      const sent = block;
      packets++;
      fly(now, (at) => receive(sent, at));
      sender.sent(now);
    }
  };
  const receive = (block: number, now: number) => {
    const meaning = receiver.data(wireNumber(block, rollover), block === blocks ? 3 : 8);
    if (meaning === "take" || meaning === "take-and-acknowledge") {
      taken.push(block);
      repeatAckAt = receiver.complete ? Number.POSITIVE_INFINITY : now + RECEIVER_TIMEOUT_MS;
    }
    if (meaning === "take-and-acknowledge" || meaning === "acknowledge") acknowledge(now);
  };
  const acknowledge = (now: number) => {
    const { ackNumber } = receiver;
    fly(now, (at) => {
      if (sender.acknowledge(ackNumber, at) === "progress") send(at);
    });
  };

  send(0);
  for (let now = 0; sender.state === "sending"; ) {
    flights.sort((a, b) => a.at - b.at);
    const next = flights[0];
    const due = Math.min(sender.deadline, repeatAckAt);
    if (next !== undefined && next.at <= due) {
      flights.shift();
      now = next.at;
      next.deliver(now);
    } else if (repeatAckAt < sender.deadline) {
      now = repeatAckAt;
      repeatAckAt += RECEIVER_TIMEOUT_MS;
      acknowledge(now);
    } else {
      now = sender.deadline;
      // Else the real one would wait for ever.
      expect(now).toBeLessThan(Number.POSITIVE_INFINITY);
      if (sender.expire()) send(now);
    }
  }
  return { sender, receiver, taken, packets };
}

test("every block arrives once and in order over a network that loses, duplicates and reorders", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.constantFrom(1, 2, 4, 16, 64),
      fc.constantFrom<Rollover>(0, 1),
      fc.record({
        loss: fc.double({ min: 0, max: 0.3, noNaN: true }),
        duplication: fc.double({ min: 0, max: 0.5, noNaN: true }),
        delayMs: fc.double({ min: 0, max: 30, noNaN: true }),
      }),
      fc.nat(),
      (blocks, windowSize, rollover, network, seed) => {
        const { sender, receiver, taken } = transfer(
          blocks,
          windowSize,
          rollover,
          network,
          seededChance(seed),
        );
        expect(sender.state).toBe("complete");
        expect(receiver.complete).toBe(true);
        expect(taken).toEqual(Array.from({ length: blocks }, (_, i) => i + 1));
      },
    ),
    {
      numRuns: 150,
      // The receiver reports a gap, its ACK is lost, and the rest of the window arrives: only its timer ends the wait.
      examples: [
        [5, 4, 0, { loss: 0.2316991670522839, duplication: 0.31496111908927565, delayMs: 0 }, 1695192214],
      ],
    },
  );
});

test("[RFC1123-4.2.3.1] a network that duplicates every packet does not make the sender send blocks twice", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.constantFrom(1, 4, 16),
      fc.nat(),
      (blocks, windowSize, seed) => {
        const network = { loss: 0, duplication: 1, delayMs: 0 };
        const { packets, sender } = transfer(blocks, windowSize, 0, network, seededChance(seed));
        expect(packets).toBe(blocks);
        expect(sender.retransmissions).toBe(0);
      },
    ),
    { numRuns: 50 },
  );
});

test("with any ACKs the sender never sends beyond its window or its file, and always has a deadline while it waits", () => {
  const event = fc.oneof(
    fc.record({ kind: fc.constant("ack" as const), wire: fc.oneof(fc.nat(40), fc.nat(65535)) }),
    fc.record({ kind: fc.constant("send" as const), wire: fc.constant(0) }),
    fc.record({ kind: fc.constant("expire" as const), wire: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 200 }), fc.constantFrom(1, 4, 16), (events, windowSize) => {
      const sender = new ReadTransfer({
        windowSize,
        rollover: 0,
        announce: false,
        ceilingMs: 3000,
        initialMs: 300,
        maxTries: 10,
      });
      sender.lastBlock = 30;
      events.forEach(({ kind, wire }, now) => {
        if (kind === "ack") sender.acknowledge(wire, now);
        else if (kind === "expire") sender.expire();
        const block = sender.toSend();
        expect(block).toBeLessThanOrEqual(Math.min(30, sender.acknowledged + windowSize));
        if (kind === "send" && block !== 0) sender.sent(now);
        if (sender.state === "sending" && sender.toSend() === 0)
          expect(sender.deadline).toBeLessThan(Number.POSITIVE_INFINITY);
      });
    }),
  );
});

test("the receiver accepts any sequence of packets without throwing", () => {
  const packet = fc.tuple(fc.oneof(fc.nat(30), fc.nat(65535)), fc.nat(8));
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 200 }), fc.constantFrom(1, 4, 65535), (packets, windowSize) => {
      const receiver = new ReceiveTransfer({ blockSize: 8, windowSize, rollover: 0 });
      let bytes = 0;
      for (const [wire, length] of packets) {
        const meaning = receiver.data(wire, length);
        if (meaning === "take" || meaning === "take-and-acknowledge") bytes += length;
      }
      expect(receiver.bytes).toBe(bytes);
    }),
  );
});
