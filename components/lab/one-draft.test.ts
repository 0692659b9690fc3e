import { expect, test } from "vitest";
import { besideFields, checkOne, newOne } from "./one-draft";

const draft = { ...newOne("17.9.4.27"), model: " C9120AXI-E " };

test("only a model is needed: what is empty is left out, and a MAC may be typed in capitals", () => {
  const { input } = checkOne({ ...draft, radioMac: "2C5A.0F40.6920" });
  expect(input).toEqual({
    model: "C9120AXI-E",
    radioMac: "2c5a.0f40.6920",
    running: "17.9.4.27",
    backup: "0.0.0.0",
    behavior: {},
  });
});

test("what is wrong is said beside its field, a behavior's figure as well", () => {
  const wrong = { model: "", name: "two words", ip: "300.1.1.1", backup: "none", stallsAtPercent: "x" };
  expect(Object.keys(checkOne({ ...draft, ...wrong }).errors).sort()).toEqual(Object.keys(wrong).sort());
});

test("a name or address that another has is said beside the field that has it", () => {
  const ap = { ...draft, model: "C9120AXI-E", name: "ap-1", ip: "172.16.9.1", behavior: {} };
  const reasons = ["ap-1 is taken: ap-1 has it.", "172.16.9.1 is taken: ap-1 has it."];
  const refused = { code: "bad-input", message: reasons.join(" "), fields: { aps: reasons } } as const;
  const answer = besideFields(
    { ok: false, fault: { ...refused, fields: { aps: [...reasons] } } },
    { ...ap, radioMac: undefined, ethernetMac: undefined },
  );
  expect(answer).toMatchObject({ fault: { fields: { name: [reasons[0]], ip: [reasons[1]] } } });
});
