/** How deliveries are worded. */
import { expect, test } from "vitest";
import { fault } from "@/lib/contracts/fault";
import { answerText, indented, stateTone } from "./webhook-words";

test("an answer is its status, else why there was none", () => {
  expect(
    answerText({ status: 500, fault: fault("peer-error", "The receiver answered with status 500.") }),
  ).toBe("500");
  expect(answerText({ status: null, fault: fault("timed-out", "No answer within 15 seconds.") })).toBe(
    "No answer within 15 seconds.",
  );
  expect(answerText({ status: null, fault: null })).toBe("–");
});

test("a delivery that waits for another attempt warns, and does not look lost", () => {
  expect(stateTone({ state: "waiting", fault: null })).toBe("info");
  expect(stateTone({ state: "waiting", fault: fault("timed-out") })).toBe("warn");
  expect(stateTone({ state: "failed", fault: fault("timed-out") })).toBe("fail");
  expect(stateTone({ state: "delivered", fault: null })).toBe("ok");
});

test("a body is indented, and shown as it is when it is not JSON", () => {
  expect(indented('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(indented("{oops")).toBe("{oops");
});
