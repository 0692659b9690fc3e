import { expect, test } from "vitest";
import { assignTakenValues, checkOne, newOne } from "./one-draft";

const draft = { ...newOne("17.9.4.27"), model: " C9120AXI-E " };

test("needs only a model, leaves empty fields out, and accepts a MAC address in capitals", () => {
  const { input } = checkOne({ ...draft, radioMac: "2C5A.0F40.6920" });
  expect(input).toEqual({
    model: "C9120AXI-E",
    radioMac: "2c5a.0f40.6920",
    running: "17.9.4.27",
    backup: "0.0.0.0",
    behavior: {},
  });
});

test("puts each error at its field, those of the behavior included", () => {
  const wrong = { model: "", name: "two words", ip: "300.1.1.1", backup: "none", stallsAtPercent: "x" };
  expect(Object.keys(checkOne({ ...draft, ...wrong }).errors).sort()).toEqual(Object.keys(wrong).sort());
});

test("puts the refusal of a taken name or address at its field", () => {
  const ap = { ...draft, model: "C9120AXI-E", name: "ap-1", ip: "172.16.9.1", behavior: {} };
  const reasons = ["ap-1 is taken: ap-1 has it.", "172.16.9.1 is taken: ap-1 has it."];
  const refused = { code: "bad-input", message: reasons.join(" "), fields: { aps: reasons } } as const;
  const answer = assignTakenValues(
    { ok: false, fault: { ...refused, fields: { aps: [...reasons] } } },
    { ...ap, radioMac: undefined, ethernetMac: undefined },
  );
  expect(answer).toMatchObject({ fault: { fields: { name: [reasons[0]], ip: [reasons[1]] } } });
});
