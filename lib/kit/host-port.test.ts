import { expect, test } from "vitest";
import { bracketedHost, hostPort } from "./host-port";

test("an IPv6 address is put in brackets, an IPv4 address and a name are not", () => {
  expect(bracketedHost("2001:db8::1")).toBe("[2001:db8::1]");
  expect(hostPort("2001:db8::1", 69)).toBe("[2001:db8::1]:69");
  expect(hostPort("192.0.2.1", 69)).toBe("192.0.2.1:69");
  expect(hostPort("collector.example", 514)).toBe("collector.example:514");
});
