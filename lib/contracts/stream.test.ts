import { expect, test } from "vitest";
import { roles } from "./actor";
import {
  apOfTopic,
  formatPosition,
  isLogTopic,
  namedTopics,
  parsePosition,
  topicRules,
  topicSchema,
  topics,
} from "./stream";

const AP = "2c5a.0f40.6920";

test("every topic has a kind, a role, and says how many rows a snapshot has", () => {
  for (const [name, rules] of Object.entries(topics)) {
    expect(["table", "log"], name).toContain(rules.kind);
    expect(roles, name).toContain(rules.role);
    expect(rules.snapshotRows, name).toBeGreaterThan(0);
  }
});

test("a topic is known by its name; an access point's console by the name and the access point", () => {
  for (const topic of [...namedTopics, `console:${AP}`])
    expect(topicSchema.safeParse(topic).success, topic).toBe(true);
});

test.each([
  "",
  "nothing",
  "toString",
  "__proto__",
  "console",
  "console:",
  "console:a b",
  `aps:${AP}`,
  `${AP}`,
  7,
])("%o is not a topic", (topic) => {
  expect(topicSchema.safeParse(topic).error?.issues[0]?.message).toBe("There is no such topic.");
});

test("an access point's topic follows the rules of its registry entry", () => {
  expect(topicRules(`console:${AP}`)).toBe(topics.console);
  expect(isLogTopic(`console:${AP}`)).toBe(true);
  expect(apOfTopic(`console:${AP}`)).toBe(AP);
  expect(apOfTopic("aps")).toBeNull();
  expect(isLogTopic("aps")).toBe(false);
});

test("a position is read as it was written; anything else is no position", () => {
  const position = { epoch: "a1b2c3", seq: 41 };
  expect(parsePosition(formatPosition(position))).toEqual(position);
  for (const text of ["", "a1b2c3", "a1b2c3-", "-41", "A1B2C3-41", "a1b2c3-x", null, undefined])
    expect(parsePosition(text)).toBeUndefined();
});
