/** The operations: their inputs, and the orders that they become. */
import { z } from "zod";
import { autoAbortMinutes } from "@/lib/contracts/upgrade";
import { dottedMac, plainVersion } from "./encoding";
import type { Facts } from "./facts";
import type { OperationType } from "./install-operation";
import { found, type Outcome, problems, refused } from "./problem";

/** One order to the controller or to an access point. */
export type Order =
  | { type: "install" }
  /** @see Order `install`: the same, ordered by the access points' own RPC. */
  | { type: "set-rad-predownload-all" }
  | { type: "activate"; autoAbortMinutes?: number }
  | { type: "install-commit" }
  | { type: "abort" }
  | { type: "rollback" }
  | { type: "auto-abort-timer" }
  | { type: "remove"; versions: readonly string[] }
  | { type: "ap-image-predownload-abort" }
  | { type: "set-ap-predownload" | "ap-reset" | "swap-ap-image"; apId: string };

/** Those with a uuid are listed in `install-oper-data`. */
export type PlannedOperation = { order: Order; uuid: string | null };

const uuid = z.string().min(1).max(128);
const empty = z.union([z.tuple([z.null()]), z.literal(true)]);
const name = z.string();
const version = z.string();
const one = { "ap-name": z.string().optional(), "mac-addr": z.string().optional() };

const inputs = {
  install: z.strictObject({
    uuid,
    name: name.optional(),
    path: z.string().optional(),
    "one-shot": z.boolean().optional(),
  }),
  activate: z.strictObject({
    uuid,
    name: name.optional(),
    version: version.optional(),
    "auto-abort-timer-val": z.int().optional(),
  }),
  "install-commit": z.strictObject({ uuid }),
  abort: z.strictObject({ uuid }),
  "auto-abort-timer": z.strictObject({ uuid }),
  rollback: z.strictObject({
    uuid,
    base: empty.optional(),
    commited: empty.optional(),
    "rollback-id": z.int().optional(),
    "rollback-label": z.string().optional(),
  }),
  remove: z.strictObject({ uuid, inactive: empty.optional(), version: version.optional() }),
  "set-rad-predownload-all": z.strictObject({ uuid }),
  "ap-image-predownload-abort": z.strictObject({ uuid }),
  "set-ap-predownload": z.strictObject(one),
  "ap-reset": z.strictObject(one),
  "swap-ap-image": z.strictObject(one),
};
type OperationName = keyof typeof inputs;

const INSTALL = "Cisco-IOS-XE-install-rpc";
const AP_COMMANDS = "Cisco-IOS-XE-wireless-access-point-cmd-rpc";
const byModule: Record<string, readonly OperationName[]> = {
  [INSTALL]: ["install", "activate", "install-commit", "abort", "auto-abort-timer", "rollback", "remove"],
  [AP_COMMANDS]: [
    "set-rad-predownload-all",
    "set-ap-predownload",
    "ap-reset",
    "swap-ap-image",
    "ap-image-predownload-abort",
  ],
};

/** All operations, `module:name`. */
export const operationNames: readonly string[] = Object.entries(byModule).flatMap(([module, names]) =>
  names.map((of) => `${module}:${of}`),
);

type Asked = { module: string; name: string };
const nameOf = ({ module, name: of }: Asked): OperationName | undefined =>
  byModule[module]?.find((known) => known === of);

/** Whether the operation exists. */
export const isOperation = (asked: Asked): boolean => nameOf(asked) !== undefined;

/** @param body parsed JSON: `{"<module>:input": {...}}` */
export function planOperation(asked: Asked, body: unknown, facts: Facts): Outcome<PlannedOperation> {
  const operation = nameOf(asked);
  if (operation === undefined) return refused(problems.notFound());
  const path = `/${asked.module}:${asked.name}`;
  const label = `${asked.module}:input`;
  if (typeof body !== "object" || body === null || !Object.hasOwn(body, label))
    return refused(problems.malformed(`the body must have the member ${label}`, path));
  const input: unknown = Reflect.get(body, label);
  const parsed = inputs[operation].safeParse(input);
  if (!parsed.success) return refused(inputProblem(parsed.error, input, `${path}/input`));
  const order = makeOrder(operation, parsed.data as Input, facts);
  if (!order.ok) return order;
  return found({ order: order.value, uuid: "uuid" in parsed.data ? parsed.data.uuid : null });
}

function inputProblem(error: z.ZodError, input: unknown, path: string) {
  const [issue] = error.issues;
  if (issue?.code === "unrecognized_keys") return problems.unknownElement(issue.keys[0] ?? "", path);
  const leaf = String(issue?.path[0] ?? "");
  const isObject = typeof input === "object" && input !== null && !Array.isArray(input);
  if (isObject && leaf !== "" && !Object.hasOwn(input, leaf)) return problems.missingElement(leaf, path);
  return problems.invalidValue(`invalid value for ${leaf}: ${issue?.message ?? ""}`, `${path}/${leaf}`);
}

type Input = Partial<{
  name: string;
  path: string;
  "one-shot": boolean;
  version: string;
  "auto-abort-timer-val": number;
  base: unknown;
  commited: unknown;
  "rollback-id": number;
  "rollback-label": string;
  inactive: unknown;
  "ap-name": string;
  "mac-addr": string;
}>;

const bad = (message: string, leaf: string) => refused(problems.mustViolation(message, `/input/${leaf}`));

function makeOrder(operation: OperationName, input: Input, facts: Facts): Outcome<Order> {
  switch (operation) {
    case "install":
      if (input.path !== undefined || input["one-shot"] === true)
        return bad("images are installed with the image download profile: name must be default", "path");
      return isDefault(input.name) ? found({ type: operation }) : bad(NAME_MUST, "name");
    case "activate":
      return activation(input, facts);
    case "rollback":
      return rollback(input);
    case "remove":
      return removal(input, facts);
    case "set-ap-predownload":
    case "ap-reset":
    case "swap-ap-image": {
      const apId = apIdOf(input, facts);
      return apId.ok ? found({ type: operation, apId: apId.value }) : apId;
    }
    default:
      return found({ type: operation });
  }
}

const NAME_MUST = "image download name must be default";
const isDefault = (text: string | undefined): boolean => text === undefined || text === "default";

function activation(input: Input, { upgrade }: Facts): Outcome<Order> {
  if (!isDefault(input.name)) return bad(NAME_MUST, "name");
  const wanted = input.version === undefined ? undefined : plainVersion(input.version);
  if (wanted !== undefined && wanted !== upgrade?.targetVersion)
    return bad(`version ${input.version} is not added`, "version");
  const minutes = input["auto-abort-timer-val"];
  if (minutes === undefined) return found({ type: "activate" });
  const { least, most } = autoAbortMinutes;
  if (minutes < least || minutes > most)
    return bad(`the auto abort timer must be ${least} to ${most} minutes`, "auto-abort-timer-val");
  return found({ type: "activate", autoAbortMinutes: minutes });
}

function rollback(input: Input): Outcome<Order> {
  const points = ["base", "commited", "rollback-id", "rollback-label"] as const;
  const given = points.filter((point) => input[point] !== undefined);
  const [point] = given;
  if (given.length !== 1 || point === undefined)
    return refused(problems.malformed(`specify one of ${points.join(", ")}`, "/input"));
  // The one rollback point is the committed version, as `show install rollback` lists it.
  const isCommitted = point === "commited" || (point === "rollback-id" && input[point] === 1);
  return isCommitted ? found({ type: "rollback" }) : bad(`there is no such rollback point`, point);
}

function removal(input: Input, { inactiveVersion }: Facts): Outcome<Order> {
  if ((input.inactive === undefined) === (input.version === undefined))
    return refused(problems.malformed("specify one of inactive, version", "/input"));
  const inactive = inactiveVersion === null ? [] : [inactiveVersion];
  if (input.version === undefined) return found({ type: "remove", versions: inactive });
  const wanted = plainVersion(input.version);
  return inactive.includes(wanted)
    ? found({ type: "remove", versions: [wanted] })
    : bad(`version ${input.version} is not inactive`, "version");
}

function apIdOf(input: Input, { aps }: Facts): Outcome<string> {
  const { "ap-name": apName, "mac-addr": mac } = input;
  if ((apName === undefined) === (mac === undefined))
    return refused(problems.malformed("specify one of ap-name, mac-addr", "/input"));
  const id = mac === undefined ? null : dottedMac(mac);
  const ap = aps.find((known) => (id === null ? known.name === apName : known.id === id));
  if (ap === undefined || !ap.joined)
    return bad(
      `no joined access point matches ${apName ?? mac}`,
      apName === undefined ? "mac-addr" : "ap-name",
    );
  return found(ap.id);
}

/** Whether the order is an install operation, which only one can be at a time. */
export const operationTypeOf = ({ type }: Order): OperationType | null =>
  type === "set-ap-predownload" || type === "ap-reset" || type === "swap-ap-image" ? null : type;
