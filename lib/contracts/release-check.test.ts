import { expect, test } from "vitest";
import { newerRelease } from "./release-check";

const RUNNING = "17.9.4.27";
const older = { release: "17.6.6", version: "17.6.6.6" };
const newer = { release: "17.12.1", version: "17.12.1.5" };
const newest = { release: "17.15.2", version: "17.15.2.10" };

test("the newer one of the suggested and the latest release is offered", () => {
  expect(newerRelease({ suggested: newer, latest: newest }, RUNNING)).toBe(newest);
  expect(newerRelease({ suggested: newest, latest: newer }, RUNNING)).toBe(newest);
});

test("a release that is older than the running version, or is running, is not offered", () => {
  const running = { release: "17.9.4", version: RUNNING };
  expect(newerRelease({ suggested: older, latest: running }, RUNNING)).toBeNull();
  expect(newerRelease({ suggested: older, latest: newer }, RUNNING)).toBe(newer);
});

test("a release whose version the service does not say is not offered", () => {
  const unknown = { release: "17.15.2", version: null };
  expect(newerRelease({ suggested: null, latest: unknown }, RUNNING)).toBeNull();
  expect(newerRelease({ suggested: newer, latest: unknown }, RUNNING)).toBe(newer);
});

test("a service without releases offers nothing", () => {
  expect(newerRelease({ suggested: null, latest: null }, RUNNING)).toBeNull();
});
