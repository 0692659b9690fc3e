import { expect, test } from "vitest";
import { refuseWithoutAdministrator } from "./remote-console";

test.each(["0.0.0.0", "::", "192.0.2.7", "2001:db8::7"])(
  "the console does not listen on %s before it has an administrator, in one line that says how to create one",
  (host) => {
    expect(() => refuseWithoutAdministrator(host, false)).toThrow(
      /^HOST="[^"]+" is not a loopback address, [^\n]*ADMIN_PASSWORD_FILE[^\n]*$/,
    );
    expect(() => refuseWithoutAdministrator(host, true)).not.toThrow();
  },
);

test.each(["127.0.0.1", "127.0.0.2", "::1", "localhost"])("the set-up page may be reached on %s", (host) => {
  expect(() => refuseWithoutAdministrator(host, false)).not.toThrow();
});
