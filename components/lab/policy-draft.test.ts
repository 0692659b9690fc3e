import { expect, test } from "vitest";
import { startPolicySchema, transferSettingsSchema } from "@/lib/contracts/lab";
import { checkPolicy, draftOfPolicy, policyWords } from "./policy-draft";

const policy = {
  startPolicy: startPolicySchema.parse({}),
  transfer: transferSettingsSchema.parse({}),
  keepsSessions: true,
};
const draft = draftOfPolicy(policy);

test("the saved policy passes through the form unchanged", () => {
  expect(checkPolicy(draft)).toEqual({ input: policy, errors: {} });
});

test("accepts retry delays with commas or spaces between them, and none at all", () => {
  const delays = (retryDelaysSeconds: string) =>
    checkPolicy({ ...draft, retryDelaysSeconds }).input?.startPolicy.retryDelaysSeconds;
  expect(delays("5,10 , 20")).toEqual([5, 10, 20]);
  expect(delays(" 5 10 ")).toEqual([5, 10]);
  expect(delays("")).toEqual([]);
});

test("gives each invalid field one error sentence", () => {
  const { input, errors } = checkPolicy({
    ...draft,
    batchSize: "0",
    retryDelaysSeconds: "5, soon, later",
    blockSize: "",
    timeoutSeconds: "x",
  });
  expect(input).toBeUndefined();
  expect(errors).toEqual({
    batchSize: ["Enter 1 to 10000 access points."],
    retryDelaysSeconds: ["Enter seconds with commas between them: 30, 60, 120."],
    blockSize: ["Enter 8 to 65464 bytes."],
    timeoutSeconds: ["Enter 0.05 to 255 seconds."],
  });
});

test("says what the policy means for the fleet", () => {
  expect(policyWords(policy, 12)).toBe("All 12 access points start at once.");
  expect(policyWords(policy, 40)).toBe(
    "16 of 40 access points start at once. The last batch starts 120 s later.",
  );
});
