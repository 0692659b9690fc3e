/** The values of the account form and their check. */
import { checkWith, type FormCheck } from "@/components/forms/draft";
import {
  type CatalogAccountInput,
  type CatalogAccountRow,
  catalogAccountInputSchema,
} from "@/lib/contracts/catalog";

/** The fields. */
export type AccountDraft = Omit<CatalogAccountInput, "existing" | "generatePassword"> & {
  generatePassword: boolean;
};

/** The values of a new account. */
export const newAccount: AccountDraft = {
  name: "",
  password: "",
  generatePassword: true,
  hasContract: true,
  hasAccepted: false,
  enabled: true,
};

/** The values of an existing account. */
export const draftOf = ({ name, hasContract, hasAccepted, enabled }: CatalogAccountRow): AccountDraft => ({
  name,
  password: "",
  generatePassword: false,
  hasContract,
  hasAccepted,
  enabled,
});

/** Checks the values with the contract. An empty password keeps the one that an existing account has. */
export function checkAccount(draft: AccountDraft, existing: boolean): FormCheck<CatalogAccountInput> {
  const password = draft.generatePassword ? "" : draft.password;
  const checked = checkWith(catalogAccountInputSchema, { ...draft, password, existing });
  if (existing || draft.generatePassword || password !== "") return checked;
  return { input: undefined, errors: { password: ["Enter a password."], ...checked.errors } };
}
