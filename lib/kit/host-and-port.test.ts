import { expect, test } from "vitest";
import { hostAndPort } from "./host-and-port";

test("an IPv6 address is put in brackets, an IPv4 address and a name are not", () => {
  expect(hostAndPort("2001:db8::1", 69)).toBe("[2001:db8::1]:69");
  expect(hostAndPort("192.0.2.1", 69)).toBe("192.0.2.1:69");
  expect(hostAndPort("collector.example", 514)).toBe("collector.example:514");
});
