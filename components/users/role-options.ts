/** The roles as options of a list. */
import type { SelectOption } from "@/components/ui/select";
import { type Role, roles } from "@/lib/contracts/actor";
import { roleWords } from "./user-table";

export const roleOptions: readonly SelectOption<Role>[] = roles.map((role) => ({
  value: role,
  label: roleWords[role],
}));
