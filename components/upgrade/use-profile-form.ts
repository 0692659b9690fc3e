/** The state of the profile form: it shows the saved profile until the operator types, then what was typed. */
"use client";

import { useDraft } from "@/components/forms/use-draft";
import { type ControllerRow, suggestedProfile } from "@/lib/contracts/controller";
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { ownPortAt, type ServerPlace } from "@/lib/contracts/own-servers";
import { loginOf, type ProfileOrder, placeOfProfile, shownProfile } from "@/lib/contracts/profile";
import type { ServerId } from "@/lib/contracts/server-ids";
import { EMPTY_DRAFT, type ProfileDraft } from "./draft-fields";
import { keepDraft, keepTyped, useKeptDraft } from "./draft-store";
import type { KnownPassword } from "./modes/mode-form";
import { changedFields, checkDraft, draftOf, inMode, orderOf } from "./profile-draft";

const NOTHING_TYPED: Partial<ProfileDraft> = {};

/** Where one of our own servers listens; null while it does not. */
type OwnPlace = (id: ServerId) => ServerPlace | null;

/** @param ownPlace for users of our own servers whose password this program generated */
export function useProfileForm(controller: ControllerRow | undefined, ownPlace: OwnPlace) {
  const kept = useKeptDraft();
  const savedAt = controller?.profileSavedAt ?? null;
  const stored = controller?.profile ?? null;
  const suggested = controller ? suggestedProfile(controller) : null;
  const source = stored ?? suggested;
  const base = source ? draftOf(source) : EMPTY_DRAFT;
  const untouched = source ? orderOf(source) : undefined;
  const known = (draft: ProfileDraft, order?: ProfileOrder) =>
    passwordFor(draft, order ?? checkDraft(draft, true).input, controller, ownPlace);
  const isComplete = !modeContracts[base.mode].requiresLogin || known(base, untouched) !== null;
  const form = useDraft<ProfileDraft, ProfileOrder>({
    base,
    atRest: isComplete ? untouched : undefined,
    check: (draft) => checkDraft(draft, known(draft) !== null),
    kept: [kept?.typed ?? NOTHING_TYPED, (next) => keepTyped(next, savedAt)],
  });
  return {
    ...form,
    knownPassword: known(form.values, kept === null ? untouched : undefined),
    /** Whether the fields show a suggestion that nobody has saved. */
    isSuggestion: stored === null && suggested !== null && !form.isDirty,
    /** Whether somebody saved another profile while this one was being typed. */
    isOvertaken: form.isDirty && kept !== null && kept.basedOn !== savedAt,
    changeMode(mode: DownloadMode) {
      const next = inMode(form.values, mode, [stored, ...(controller?.suggestions ?? [])]);
      form.discard(changedFields(next, base));
    },
    /** Called when this draft was saved, before the row that says so arrives. */
    saved(profile: ProfileOrder) {
      const typed = draftOf(shownProfile(profile, true));
      form.discard(typed);
      keepDraft({ typed, basedOn: savedAt });
    },
    /** Returns the profile when every field is valid. Otherwise every field shows its error. */
    attempt: (again: () => void): ProfileOrder | undefined => form.attempt(again),
  };
}

/** @param order that of the draft as if the password were known; undefined while a field is not valid */
function passwordFor(
  draft: ProfileDraft,
  order: ProfileOrder | undefined,
  controller: ControllerRow | undefined,
  place: OwnPlace,
): KnownPassword {
  const { server, requiresLogin } = modeContracts[draft.mode];
  if (!requiresLogin) return null;
  const stored = controller?.profile;
  if (stored?.mode === draft.mode && loginOf(stored)?.passwordStored) return "stored";
  const named = order && placeOfProfile(order);
  const own = server && named ? ownPortAt(place(server.own), named.imageServer) : undefined;
  if (own === undefined || (named?.servicePort ?? own) !== own) return null;
  const suggestion = controller?.suggestions.find(({ mode }) => mode === draft.mode);
  return suggestion && loginOf(suggestion)?.userName === draft.userName ? "made" : null;
}
