/** What a change of the configuration does: the orders that it becomes, or the rule that it breaks. */

import { type Edit, memberOf, readEdit } from "./edit-body";
import type { Facts } from "./facts";
import { modeOfLeaf, restconfModes } from "./modes/all-modes";
import type { LeafContext, Leaves, ProfileSettings } from "./modes/restconf-mode";
import { found, type Outcome, problems, refused } from "./problem";
import { findTarget, isConfig } from "./read";
import { instancePath, type Segment } from "./resource-path";
import { commonLeaves, nativeVersion, PROFILE_NAME } from "./resources/configuration";
import { IMAGE_DOWNLOAD_MODULE, NATIVE_MODULE } from "./tree";

/** One order to the controller. */
export type Change =
  | { type: "hostname"; name: string }
  /** The whole profile as it shall be. */
  | { type: "profile"; settings: ProfileSettings }
  | { type: "clear-profile" }
  | { type: "parallel-mode"; isOn: boolean }
  | { type: "description"; text: string | null };

/** The orders, in this order, and whether the resource did not exist before. */
export type Plan = { changes: Change[]; isNew: boolean };

export type ChangeMethod = "POST" | "PUT" | "PATCH" | "DELETE";

const PROFILES = "image-download-profiles";
const PROFILE_PATH = [
  { module: IMAGE_DOWNLOAD_MODULE, name: "image-download-cfg-data", keys: null },
  { module: null, name: "image-download-profiless", keys: null },
  { module: null, name: PROFILES, keys: [PROFILE_NAME] },
];
const profilePath = instancePath(PROFILE_PATH);

/** @param body parsed JSON; not looked at by DELETE */
export function planChange(
  method: ChangeMethod,
  segments: readonly Segment[],
  body: unknown,
  facts: Facts,
  unseal: LeafContext["unseal"],
): Outcome<Plan> {
  const context = { path: profilePath, unseal };
  if (method === "DELETE") return planDelete(segments, facts, context);
  if (method === "POST") return planCreate(segments, body, facts, context);
  const path = instancePath(segments);
  const existing = findTarget(segments, facts);
  const last = segments.at(-1);
  const isList = last?.name === PROFILES && last.keys === null;
  if (isList) return refused(problems.notSupported(`${path} is a list; specify the key of an entry`));
  if (existing.ok && !isConfig(existing.value))
    return refused(problems.notSupported("this resource cannot be changed"));
  const edit = readEdit(segments, body);
  if (!edit.ok) return edit;
  // A merge changes what exists (RFC 8040 §4.6.1); the one profile can come to be by it, too, as on the controller.
  const isProfile = edit.value.profile !== undefined;
  if (method === "PATCH" && !existing.ok && !isProfile) return existing;
  // A replaced leaf leaves those beside it; a replaced profile does not.
  const replaces = method === "PUT" && segments.length <= PROFILE_PATH.length;
  const changes = changesOf(edit.value, replaces, facts, context);
  return changes.ok ? found({ changes: changes.value, isNew: method === "PUT" && !existing.ok }) : changes;
}

function planCreate(
  parent: readonly Segment[],
  body: unknown,
  facts: Facts,
  context: LeafContext,
): Outcome<Plan> {
  const child = memberOf(body);
  if (child === null)
    return refused(problems.malformed("the body must have exactly one member", instancePath(parent)));
  const segments = [
    ...parent,
    { module: parent.length === 0 ? child.module : null, name: child.name, keys: null },
  ];
  const edit = readEdit(segments, body);
  if (!edit.ok) return edit;
  const isProfile = child.name === PROFILES;
  const exists = isProfile ? facts.profile !== null : findTarget(segments, facts).ok;
  if (exists) return refused(problems.dataExists(isProfile ? profilePath : instancePath(segments)));
  const changes = changesOf(edit.value, true, facts, context);
  return changes.ok ? found({ changes: changes.value, isNew: true }) : changes;
}

function changesOf(edit: Edit, replaces: boolean, facts: Facts, context: LeafContext): Outcome<Change[]> {
  const changes: Change[] = [];
  const { hostname, version, mewlc, profile } = edit;
  if (version !== undefined && version !== nativeVersion(facts))
    return refused(
      problems.mustViolation(
        "the version follows the running software and cannot be changed",
        `/${NATIVE_MODULE}:native/version`,
      ),
    );
  if (hostname !== undefined && hostname !== facts.controller.name)
    changes.push({ type: "hostname", name: hostname });
  let settings = facts.profile;
  if (profile !== undefined) {
    const planned = profileChanges(profile, replaces, facts, context);
    if (!planned.ok) return planned;
    changes.push(...planned.value.changes);
    settings = planned.value.settings;
  }
  if (mewlc !== undefined) {
    if (mewlc["mewlc-platform"] === false)
      return refused(problems.mustViolation("mewlc-platform must be true", "/mewlc-config/mewlc-platform"));
    const isOn = mewlc["p-img-dwnld"] ?? (replaces ? false : undefined);
    if (isOn !== undefined && isOn !== (settings?.parallelMode ?? false)) {
      if (settings === null)
        return refused(problems.mustViolation("configure the image download profile first", "/mewlc-config"));
      changes.push({ type: "parallel-mode", isOn });
    }
  }
  return found(changes);
}

type ProfilePlan = { changes: Change[]; settings: ProfileSettings | null };

function profileChanges(
  leaves: Leaves,
  replaces: boolean,
  facts: Facts,
  context: LeafContext,
): Outcome<ProfilePlan> {
  if ((leaves["image-download-profile-name"] ?? PROFILE_NAME) !== PROFILE_NAME)
    return violation(`image download name must be ${PROFILE_NAME}`, "image-download-profile-name");
  if (leaves["https-image-path"] !== undefined)
    return violation("https-image-path is not supported by this controller", "https-image-path");
  const cases = Object.keys(leaves).filter((leaf) => !Object.hasOwn(commonLeaves, leaf));
  const modes = new Set(cases.map(modeOfLeaf));
  const isRemoved = leaves.unconfigure !== undefined && leaves.unconfigure !== false;
  if (modes.size > 1 || (isRemoved && modes.size > 0))
    return violation("only one kind of image download can be configured", cases.at(-1) ?? "unconfigure");
  const description = descriptionChange(leaves, replaces, facts);
  const { profile } = facts;
  const [mode] = modes;
  if (isRemoved || (mode === undefined && replaces))
    return found({
      changes: [...(profile === null ? [] : [{ type: "clear-profile" as const }]), ...description],
      settings: null,
    });
  if (mode === undefined) return found({ changes: description, settings: profile });
  const base = profile?.mode === mode && !replaces ? profile : freshProfile(mode, profile);
  const read = restconfModes[mode].settings(leaves, context);
  if (!read.ok) return read;
  const settings = { ...base, ...read.value };
  return found({ changes: [{ type: "profile", settings }, ...description], settings });
}

const violation = (message: string, leaf: string) =>
  refused(problems.mustViolation(message, `${profilePath}/${leaf}`));

function descriptionChange(leaves: Leaves, replaces: boolean, facts: Facts): Change[] {
  const text = typeof leaves.description === "string" ? leaves.description : null;
  if ((text === null && !replaces) || text === facts.description) return [];
  return [{ type: "description", text }];
}

/** Nothing of another mode stays, except Parallel Mode, which is no leaf of the profile. */
const freshProfile = (mode: ProfileSettings["mode"], before: ProfileSettings | null): ProfileSettings => ({
  mode,
  imageServer: null,
  imagePath: null,
  parallelMode: before?.parallelMode ?? false,
  userName: null,
  password: null,
  passwordStored: false,
  checksAutomatically: true,
  softwareVersion: "suggested",
});

function planDelete(segments: readonly Segment[], facts: Facts, context: LeafContext): Outcome<Plan> {
  const target = findTarget(segments, facts);
  if (!target.ok) return target;
  if (!isConfig(target.value)) return refused(problems.notSupported("this resource cannot be changed"));
  const [first] = segments;
  const last = segments.at(-1);
  if (first?.module === IMAGE_DOWNLOAD_MODULE) return deleteProfile(segments, facts);
  if (first?.module === NATIVE_MODULE)
    return refused(
      problems.mustViolation("the host name and the version cannot be removed", instancePath(segments)),
    );
  if (last?.name === "mewlc-platform")
    return refused(problems.mustViolation("mewlc-platform must be true", instancePath(segments)));
  const changes = changesOf({ mewlc: { "p-img-dwnld": false } }, false, facts, context);
  return changes.ok ? found({ changes: changes.value, isNew: false }) : changes;
}

function deleteProfile(segments: readonly Segment[], { profile }: Facts): Outcome<Plan> {
  const leaf = segments[PROFILE_PATH.length]?.name;
  if (profile === null) return refused(problems.notFound(instancePath(segments)));
  if (leaf === undefined)
    return found({
      changes: [{ type: "clear-profile" }, { type: "description", text: null }],
      isNew: false,
    });
  if (leaf === "description") return found({ changes: [{ type: "description", text: null }], isNew: false });
  if (leaf === "image-download-profile-name")
    return violation("the name of the profile cannot be removed", leaf);
  const settings = { ...profile, ...restconfModes[profile.mode].without(leaf) };
  return found({ changes: [{ type: "profile", settings }], isNew: false });
}
