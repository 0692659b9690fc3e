import { expect, test } from "vitest";
import { type ActionContext, type ActionFacts, actionRefusal, applicability } from "./ap-actions";

const context: ActionContext = { isControllerUp: true, upgradeBy: null, hasProfile: true };
const ap = (part: Partial<ActionFacts> = {}): ActionFacts => ({
  name: "ap-1",
  model: "C9120AXI-E",
  isController: false,
  isJoined: true,
  isReceiving: false,
  hasFamily: true,
  hasFailed: false,
  ...part,
});
const why = (...asked: Parameters<typeof actionRefusal>) => actionRefusal(...asked)?.reason.one ?? null;

test("the host of the controller can be neither rebooted, removed nor given another version", () => {
  const host = ap({ isController: true });
  for (const action of ["reboot", "remove", "version"] as const)
    expect(why(action, host, context)).toBe("hosts the controller");
  expect(why("behavior", host, context)).toBeNull();
  expect(why("predownload", host, context)).toBeNull();
});

test("what is sent over CAPWAP needs a joined access point; Lab reaches every one", () => {
  const away = ap({ isJoined: false });
  expect(why("reboot", away, context)).toBe("is not joined");
  expect(why("predownload", away, context)).toBe("is not joined");
  expect(why("remove", away, context)).toBeNull();
  expect(why("version", away, context)).toBeNull();
});

test("predownload is refused while an upgrade runs, without a profile, during a transfer, and for unknown models", () => {
  expect(actionRefusal("predownload", ap(), { ...context, upgradeBy: "ann" })?.fault).toMatchObject({
    code: "upgrade-running",
    message: "ann started an upgrade, and it is still running.",
  });
  expect(why("predownload", ap(), { ...context, hasProfile: false })).toBe("needs a saved profile");
  expect(why("predownload", ap({ isReceiving: true }), context)).toBe("is receiving an image");
  expect(why("predownload", ap({ hasFamily: false }), context)).toBe("is of an unknown model");
});

test("a retry needs a predownload that failed for good", () => {
  expect(why("retry", ap(), context)).toBe("has not failed");
  expect(why("retry", ap({ hasFailed: true }), context)).toBeNull();
  expect(why("retry", ap({ hasFailed: true, isJoined: false }), context)).toBe("is not joined");
});

test("a selection is split into those to which the action applies and the counted reasons of the others", () => {
  const aps = [
    { id: "a", facts: ap({ isController: true }) },
    { id: "b", facts: ap() },
    { id: "c", facts: ap({ isJoined: false }) },
    { id: "d", facts: ap({ isJoined: false }) },
  ];
  expect(applicability("reboot", aps, context)).toMatchObject({
    apIds: ["b"],
    except: "1 hosts the controller, 2 are not joined",
  });
  expect(applicability("behavior", aps, context)).toEqual({
    apIds: ["a", "b", "c", "d"],
    except: "",
    fault: null,
  });
});
