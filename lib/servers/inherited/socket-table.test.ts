import { expect, test } from "vitest";
import { parseSocketTable } from "./socket-table";

const UDP = `  sl  local_address rem_address   st
  441: 0100007F:1B39 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1234 2 0000000000000000 0
 4512: 3500A8C0:0045 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 77 2 0000000000000000 0`;
const TCP6 = `  sl  local_address                         remote_address                        st
   0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 91 1
   1: B80D0120000000000000000001000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 92 1
   2: 0000000000000000FFFF00000100007F:0016 0000000000000000FFFF00000100007F:B0C4 01 00000000:00000000 00:00000000 00000000     0        0 93 1`;

test("addresses and ports of bound UDP sockets are read", () => {
  expect(parseSocketTable(UDP, "UDP", 4)).toEqual([
    { inode: "1234", transport: "UDP", family: 4, address: "127.0.0.1", port: 6969 },
    { inode: "77", transport: "UDP", family: 4, address: "192.168.0.53", port: 69 },
  ]);
});

test("of TCP only listening sockets are read, and IPv6 addresses are short", () => {
  expect(parseSocketTable(TCP6, "TCP", 6)).toEqual([
    { inode: "91", transport: "TCP", family: 6, address: "::", port: 22 },
    { inode: "92", transport: "TCP", family: 6, address: "2001:db8::1", port: 22 },
  ]);
});

test("a text that is no table has no sockets", () => {
  expect(parseSocketTable("", "UDP", 4)).toEqual([]);
  expect(parseSocketTable("head\n1: zz:0016 x 07 a b c d e 5", "UDP", 4)).toEqual([]);
});
