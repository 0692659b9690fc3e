import { expect, test } from "vitest";
import { matchAddress, parseAddressRules, sourceOf } from "./address-rules";

const actionOf = (text: string, address: string) =>
  matchAddress(parseAddressRules(text).rules, address)?.action ?? "no rule";

test.each([
  ["allow 10.0.0.0/8\ndeny all", "10.1.2.3", "allow"],
  ["allow 10.0.0.0/8\ndeny all", "11.1.2.3", "deny"],
  ["deny 10.1.0.0/16\nallow 10.0.0.0/8", "10.1.2.3", "deny"],
  ["allow 10.0.0.0/8\ndeny 10.1.0.0/16", "10.1.2.3", "allow"],
  ["deny 192.0.2.7", "192.0.2.7", "deny"],
  ["deny 192.0.2.7", "192.0.2.8", "no rule"],
  ["deny 0.0.0.0/0", "192.0.2.8", "deny"],
  ["deny 0.0.0.0/0", "2001:db8::1", "no rule"],
  ["DENY 2001:DB8::/32", "2001:db8:ffff::1", "deny"],
  ["deny 2001:db8::/32", "2001:db9::1", "no rule"],
  ["deny 2001:db8::/33", "2001:db8:8000::1", "no rule"],
  ["deny 192.0.2.0/24", "::ffff:192.0.2.9", "deny"],
  ["deny fe80::/10", "fe80::1%eth0", "deny"],
  ["deny all", "::1", "deny"],
])("%j decides about %s: %s", (text, address, action) => {
  expect(actionOf(text, address)).toBe(action);
});

test("without rules no address is matched", () => {
  expect(actionOf("\n# nothing\n", "10.0.0.1")).toBe("no rule");
});

test("comments and empty lines are ignored, and every other line that is no rule is reported with its number", () => {
  const text =
    "# ours\n\nallow 10.0.0.0/8 # lab\nallow\npermit 10.0.0.0/8\nallow 10.0.0.0/33\ndeny lab.local\ndeny ::ffff:1.2.3.4/96\ndeny 10.0.0.1 10.0.0.2";
  const { rules, errors } = parseAddressRules(text);
  expect(rules).toMatchObject([{ action: "allow", line: 3 }]);
  expect(errors.map(({ line }) => line)).toEqual([4, 5, 6, 7, 8, 9]);
  expect(errors[2]?.message).toBe("The prefix length of 10.0.0.0/33 is not 0 to 32.");
  expect(errors[3]?.message).toBe("lab.local is not an IPv4 or IPv6 network.");
});

test.each([
  ["192.0.2.1", "192.0.2.1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8:1:2::9", "2001:db8:1:2::/64"],
  ["2001:db8::9", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
])("the source of %s is %s", (address, source) => {
  expect(sourceOf(address)).toBe(source);
});
