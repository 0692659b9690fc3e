import { describe, expect, test } from "vitest";
import { ReadTransfer, type ReadTransferSettings } from "./read-transfer";

const settings: ReadTransferSettings = {
  windowSize: 1,
  rollover: 0,
  announce: false,
  ceilingMs: 3000,
  initialMs: 300,
  maxTries: 4,
};
const sender = (changed: Partial<ReadTransferSettings>, lastBlock: number) => {
  const machine = new ReadTransfer({ ...settings, ...changed });
  machine.lastBlock = lastBlock;
  return machine;
};
/** Sends all that may be sent now; the blocks, in order. */
const burst = (machine: ReadTransfer, now: number) => {
  const blocks: number[] = [];
  for (let block = machine.toSend(); block !== 0; block = machine.toSend()) {
    blocks.push(block);
    machine.sent(now);
  }
  return blocks;
};

test("[RFC1350-2] each block is sent after the ACK of the one before, until the last", () => {
  const machine = sender({}, 3);
  expect(burst(machine, 0)).toEqual([1]);
  expect(machine.acknowledge(1, 1)).toBe("progress");
  expect(burst(machine, 1)).toEqual([2]);
  machine.acknowledge(2, 2);
  expect(burst(machine, 2)).toEqual([3]);
  machine.acknowledge(3, 3);
  expect(machine.state).toBe("complete");
  expect(burst(machine, 4)).toEqual([]);
});

test("[RFC2347-3] with an OACK the first block waits for ACK 0", () => {
  const machine = sender({ announce: true }, 2);
  machine.announced(0);
  expect(burst(machine, 0)).toEqual([]);
  expect(machine.acknowledge(5, 1)).toBe("stray");
  expect(machine.acknowledge(0, 2)).toBe("progress");
  expect(machine.hasAnswered).toBe(true);
  expect(burst(machine, 2)).toEqual([1]);
});

test("[RFC1123-4.2.3.1] duplicate ACKs never cause a retransmission", () => {
  const machine = sender({}, 10);
  burst(machine, 0);
  machine.acknowledge(1, 1);
  expect(burst(machine, 1)).toEqual([2]);
  for (let i = 0; i < 100; i++) {
    expect(machine.acknowledge(1, 2)).toBe("duplicate");
    expect(burst(machine, 2)).toEqual([]);
  }
  expect(machine.retransmissions).toBe(0);
  expect(machine.duplicates).toBe(100);
});

test("an ACK of a block that was not sent is ignored", () => {
  const machine = sender({}, 10);
  burst(machine, 0);
  expect(machine.acknowledge(2, 1)).toBe("stray");
  expect(machine.acknowledge(65535, 1)).toBe("stray");
  expect(machine.acknowledged).toBe(0);
});

describe("[RFC7440-4] windows", () => {
  test("a window is sent at once, and the next one after its ACK", () => {
    const machine = sender({ windowSize: 4 }, 10);
    expect(burst(machine, 0)).toEqual([1, 2, 3, 4]);
    machine.acknowledge(4, 1);
    expect(burst(machine, 1)).toEqual([5, 6, 7, 8]);
    machine.acknowledge(8, 2);
    expect(burst(machine, 2)).toEqual([9, 10]);
    machine.acknowledge(10, 3);
    expect(machine.state).toBe("complete");
  });

  test("after an ACK inside the window, sending continues behind the acknowledged block", () => {
    const machine = sender({ windowSize: 4 }, 100);
    burst(machine, 0);
    expect(machine.acknowledge(2, 1)).toBe("progress");
    expect(burst(machine, 1)).toEqual([3, 4, 5, 6]);
    expect(machine.retransmissions).toBe(2);
  });

  test("an ACK that arrives after going back does not make the sender repeat further blocks", () => {
    const machine = sender({ windowSize: 16 }, 1000);
    burst(machine, 0);
    machine.acknowledge(10, 1); // nothing was lost, so 11 to 16 are now sent twice
    expect(burst(machine, 1)).toHaveLength(16);
    machine.acknowledge(16, 2); // for the first copies of 11 to 16; the client then gets the second copies as duplicates
    expect(burst(machine, 2)).toEqual([27, 28, 29, 30, 31, 32]);
    machine.acknowledge(32, 3);
    burst(machine, 3);
    expect(machine.retransmissions).toBe(6);
  });

  test("a late ACK of the whole window is accepted after a needless retransmission", () => {
    const machine = sender({ windowSize: 4 }, 100);
    burst(machine, 0);
    machine.expire();
    machine.sent(400); // block 4 again; then the ACK of the first burst comes
    expect(machine.acknowledge(4, 401)).toBe("progress");
    expect(burst(machine, 401)).toEqual([5, 6, 7, 8]);
  });
});

describe("after a deadline in a window", () => {
  const beforeFirstWindow = () => {
    const machine = sender({ windowSize: 4, maxTries: 10 }, 100);
    burst(machine, 0);
    return machine;
  };
  const afterFirstWindow = () => {
    const machine = beforeFirstWindow();
    machine.acknowledge(4, 1);
    burst(machine, 1);
    return machine;
  };
  const expired = (machine: ReadTransfer) => {
    machine.expire();
    return burst(machine, machine.deadline);
  };

  test("the newest block is sent first, and the next window when that draws the ACK that was lost", () => {
    const machine = beforeFirstWindow();
    expect(expired(machine)).toEqual([4]);
    expect(machine.acknowledge(4, 301)).toBe("progress");
    expect(burst(machine, 301)).toEqual([5, 6, 7, 8]);
    expect(machine.retransmissions).toBe(1);
  });

  test("an ACK inside the window continues behind its block", () => {
    const machine = beforeFirstWindow();
    expired(machine);
    machine.acknowledge(2, 301);
    expect(burst(machine, 301)).toEqual([3, 4, 5, 6]);
  });

  test("a repeated ACK sends the whole window again, once", () => {
    const machine = afterFirstWindow();
    expect(expired(machine)).toEqual([8]);
    expect(machine.acknowledge(4, 400)).toBe("progress");
    expect(burst(machine, 400)).toEqual([5, 6, 7, 8]);
    expect(machine.acknowledge(4, 401)).toBe("duplicate");
    expect(burst(machine, 401)).toEqual([]);
  });

  test("a client that has acknowledged a window gets the window again when the probe draws nothing", () => {
    const machine = afterFirstWindow();
    expect(expired(machine)).toEqual([8]);
    expect(expired(machine)).toEqual([5, 6, 7, 8]);
  });

  test("a client that has not acknowledged a window gets one packet for each deadline, the newest and the first block in turn", () => {
    const machine = beforeFirstWindow();
    // A peer that never answered would be given up after three packets.
    machine.hasAnswered = true;
    expect([expired(machine), expired(machine), expired(machine), expired(machine)]).toEqual([
      [4],
      [1],
      [4],
      [1],
    ]);
  });
});

describe("block numbers wrap", () => {
  test.each([
    ["to 0 by default", 0, 0],
    ["to 1 when that was negotiated", 1, 1],
  ] as const)("%s", (_promise, rollover, first) => {
    const machine = sender({ rollover }, 65537);
    for (let block = 1; block <= 65535; block++) {
      machine.sent(block);
      machine.acknowledge(block, block);
    }
    expect(burst(machine, 70_000)).toEqual([65536]);
    expect(machine.acknowledge(first, 70_001)).toBe("progress");
    machine.sent(70_002);
    machine.acknowledge(first + 1, 70_003);
    expect(machine.state).toBe("complete");
  });

  test("also inside a window", () => {
    const machine = sender({ windowSize: 8 }, 70_000);
    for (let block = 8; block <= 65528; block += 8) {
      burst(machine, 0);
      machine.acknowledge(block, 1);
    }
    expect(burst(machine, 2)).toEqual([65529, 65530, 65531, 65532, 65533, 65534, 65535, 65536]);
    expect(machine.acknowledge(65534, 3)).toBe("progress");
    expect(burst(machine, 3)[0]).toBe(65535);
    machine.acknowledge(0, 4);
    expect(machine.acknowledged).toBe(65536);
  });
});

describe("[RFC6298] the retransmission timeout", () => {
  test("the timeout starts at its initial value and doubles up to the ceiling", () => {
    const machine = sender({ maxTries: 10 }, 10);
    machine.hasAnswered = true;
    burst(machine, 0);
    const waits: number[] = [];
    for (let now = 0; waits.length < 6; ) {
      waits.push(machine.deadline - now);
      now = machine.deadline;
      if (!machine.expire()) break;
      machine.sent(now);
    }
    expect(waits).toEqual([300, 600, 1200, 2400, 3000, 3000]);
  });

  test("with a fast peer the timeout falls to the floor of 16 ms", () => {
    const machine = sender({}, 1000);
    for (let block = 1; block <= 50; block++) {
      machine.sent(block);
      machine.acknowledge(block, block + 0.2);
    }
    machine.sent(1000);
    expect(machine.deadline - 1000).toBe(16);
  });

  test("with a distant peer the timeout stays above the round trip", () => {
    const machine = sender({}, 1000);
    for (let block = 1; block <= 50; block++) {
      machine.sent(block * 500);
      machine.acknowledge(block, block * 500 + 400);
    }
    expect(machine.rtoMs).toBeGreaterThan(400);
    expect(machine.rtoMs).toBeLessThan(500);
  });

  test("the negotiated timeout is the ceiling", () => {
    const machine = sender({ ceilingMs: 100 }, 10);
    burst(machine, 0);
    expect(machine.deadline).toBe(100);
  });

  test("the answer to a repeated packet is not measured (Karn's algorithm)", () => {
    const machine = sender({}, 10);
    burst(machine, 0);
    machine.expire();
    machine.sent(300);
    machine.acknowledge(1, 301);
    expect(machine.rtoMs).toBe(300);
  });

  test("the back-off ends with the first measured round trip", () => {
    const machine = sender({ maxTries: 10 }, 10);
    burst(machine, 0);
    machine.acknowledge(1, 10);
    machine.sent(10);
    machine.expire();
    machine.sent(40);
    machine.acknowledge(2, 50); // of which of the two?
    machine.sent(50);
    expect(machine.deadline - 50).toBe(2 * machine.rtoMs);
    machine.acknowledge(3, 60);
    machine.sent(60);
    expect(machine.deadline - 60).toBe(machine.rtoMs);
  });

  test("the round trip of a peer that became slow is measured again", () => {
    const machine = sender({ maxTries: 10 }, 100);
    let now = 0;
    for (let block = 1; block <= 100; block++) {
      const answered = now + (block < 20 ? 1 : 200);
      machine.sent(now);
      while (machine.deadline < answered) {
        now = machine.deadline;
        machine.expire();
        machine.sent(now);
      }
      now = answered;
      machine.acknowledge(block, now);
    }
    expect(machine.retransmissions).toBeLessThan(12);
    expect(machine.rtoMs).toBeGreaterThan(200);
  });

  test("after the last try the transfer is given up for good", () => {
    const machine = sender({ announce: false, maxTries: 3 }, 10);
    burst(machine, 0);
    machine.acknowledge(1, 1);
    burst(machine, 1);
    expect(machine.expire()).toBe(true);
    burst(machine, 2);
    expect(machine.expire()).toBe(true);
    burst(machine, 3);
    expect(machine.expire()).toBe(false);
    expect(machine.state).toBe("given-up");
    expect(machine.acknowledge(2, 4)).toBe("stray");
    expect(machine.toSend()).toBe(0);
  });

  test("an address that never answered gets its first packet at most three times, whatever maxTries is", () => {
    const machine = sender({ announce: true, maxTries: 50 }, 10);
    let sent = 0;
    do {
      machine.announced(sent++);
    } while (machine.expire());
    expect(sent).toBe(3);
  });

  test("blocks that are not acknowledged get a deadline when an ACK moves the window but leaves nothing new to send", () => {
    const machine = sender({ windowSize: 4 }, 6);
    expect(burst(machine, 0)).toEqual([1, 2, 3, 4]);
    machine.acknowledge(2, 1);
    expect(burst(machine, 1)).toEqual([3, 4, 5, 6]);
    // This ACK answers the first burst. 5 and 6 are on their way, so nothing is sent now, but they may be lost.
    expect(machine.acknowledge(4, 2)).toBe("progress");
    expect(burst(machine, 2)).toEqual([]);
    expect(machine.deadline).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(machine.expire()).toBe(true);
    expect(burst(machine, machine.deadline)).toEqual([6]);
  });

  test("there is no deadline while the file is being read", () => {
    const machine = sender({}, 10);
    burst(machine, 0);
    machine.acknowledge(1, 1);
    expect(machine.deadline).toBe(Number.POSITIVE_INFINITY);
  });
});
