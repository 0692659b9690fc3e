/**
 * Which actions apply to which access point: one rule, by which the pages disable and announce, and the engine refuses.
 * Pure; both sides say what they know of the access point.
 */
import { counted } from "@/lib/kit/text";
import { type ApRow, isMoving } from "./aps";
import { type Fault, fault } from "./fault";

/** Actions that name access points. */
export type ApAction = "predownload" | "retry" | "version" | "behavior" | "reboot" | "remove";

/** What the rule depends on. */
export type ActionFacts = {
  name: string;
  model: string;
  isController: boolean;
  isJoined: boolean;
  /** A transfer to it is under way. */
  isReceiving: boolean;
  /** Its model belongs to a known image family. */
  hasFamily: boolean;
  /** Its predownload failed, and no retry is planned. */
  hasFailed: boolean;
};

/** What it depends on beside the access point. */
export type ActionContext = {
  isControllerUp: boolean;
  /** Who started the upgrade that is running; null when none is. */
  upgradeBy: string | null;
  hasProfile: boolean;
};

/** Why an action does not apply: in a few words after a number, and as a sentence about the access point. */
export type ActionRefusal = {
  /** The same for every access point that it excludes for this reason: `1 hosts the controller`, `2 are not joined`. */
  reason: { one: string; many: string };
  fault: Fault;
};

const HOST = { one: "hosts the controller", many: "host the controller" };
const NOT_JOINED = { one: "is not joined", many: "are not joined" };

const refusal = (
  reason: ActionRefusal["reason"],
  ...[message, remedy]: [message: string, remedy?: string]
): ActionRefusal => ({ reason, fault: fault("conflict", message, remedy) });

/** Null when the action applies to this access point now. */
export function actionRefusal(
  action: ApAction,
  ap: ActionFacts,
  context: ActionContext,
): ActionRefusal | null {
  switch (action) {
    case "behavior":
      return null;
    case "version":
    case "remove":
      return ap.isController
        ? refusal(
            HOST,
            `${ap.name} hosts the controller. Without this access point, or with other software on it, there is no controller.`,
            "To use another controller, load another lab.",
          )
        : null;
    case "reboot":
      return rebootRefusal(ap, context);
    case "predownload":
      return predownloadRefusal(ap, context);
    case "retry":
      return (
        predownloadRefusal(ap, context) ??
        (ap.hasFailed
          ? null
          : refusal(
              { one: "has not failed", many: "have not failed" },
              "Its predownload has not failed, so there is nothing to retry.",
            ))
      );
  }
}

function rebootRefusal(ap: ActionFacts, { isControllerUp }: ActionContext): ActionRefusal | null {
  if (!isControllerUp)
    return refusal(
      { one: "has a controller that is reloading", many: "have a controller that is reloading" },
      "The controller is reloading.",
      "Wait until it is back.",
    );
  if (ap.isController)
    return refusal(
      HOST,
      `${ap.name} hosts the controller. To reboot it, reload the controller.`,
      "Type reload on the command line.",
    );
  // The command goes over CAPWAP; an access point that is not joined does not get it.
  return ap.isJoined
    ? null
    : refusal(NOT_JOINED, `${ap.name} is not joined, so commands cannot reach it.`, "Wait until it joins.");
}

function predownloadRefusal(ap: ActionFacts, context: ActionContext): ActionRefusal | null {
  if (context.upgradeBy !== null)
    return {
      reason: { one: "takes part in the running upgrade", many: "take part in the running upgrade" },
      fault: runningUpgrade(context.upgradeBy),
    };
  if (!context.hasProfile)
    return refusal(
      { one: "needs a saved profile", many: "need a saved profile" },
      "No image download profile is saved.",
      "Save one on the Software Upgrade page.",
    );
  if (!ap.isJoined)
    return refusal(
      NOT_JOINED,
      `${ap.name} is not joined, so commands cannot reach it.`,
      "Wait until it joins.",
    );
  if (ap.isReceiving)
    return refusal(
      { one: "is receiving an image", many: "are receiving an image" },
      `${ap.name} is already receiving an image.`,
    );
  if (!ap.hasFamily)
    return {
      reason: { one: "is of an unknown model", many: "are of unknown models" },
      fault: fault("not-found", `No image family is known for the model ${ap.model}.`),
    };
  return null;
}

/** A second upgrade, or the predownload of one access point, waits until the first upgrade has ended. */
export const runningUpgrade = (startedBy: string): Fault =>
  fault(
    "upgrade-running",
    `${startedBy} started an upgrade, and it is still running.`,
    "Wait until it ends, or cancel it.",
  );

/** The facts of a row. */
export const factsOfRow = (row: ApRow): ActionFacts => ({
  name: row.name,
  model: row.model,
  isController: row.isController,
  isJoined: row.joined,
  isReceiving: isMoving(row.apImage) || isMoving(row.controllerImage),
  hasFamily: row.family !== null,
  hasFailed: row.apImage.state === "failed" || row.apImage.state === "disjoined",
});

/** To which of several access points an action applies. */
export type Applicability = {
  /** Ids of those to which it applies. */
  apIds: string[];
  /** `1 hosts the controller, 2 are not joined`; empty when it applies to all. */
  except: string;
  /** The reason of the first that is left out. */
  fault: Fault | null;
};

export function applicability(
  action: ApAction,
  aps: readonly { id: string; facts: ActionFacts }[],
  context: ActionContext,
): Applicability {
  const apIds: string[] = [];
  const left = new Map<string, { reason: ActionRefusal["reason"]; count: number }>();
  let first: Fault | null = null;
  for (const { id, facts } of aps) {
    const why = actionRefusal(action, facts, context);
    if (why === null) {
      apIds.push(id);
      continue;
    }
    first ??= why.fault;
    const known = left.get(why.reason.one);
    if (known === undefined) left.set(why.reason.one, { reason: why.reason, count: 1 });
    else known.count++;
  }
  const except = [...left.values()]
    .map(({ reason, count }) => counted(count, reason.one, reason.many))
    .join(", ");
  return { apIds, except, fault: first };
}
