/** How an operator runs the TFTP server: what it serves, to whom, under which names, and which writes it accepts. */
import { type AddressRule, matchAddress, parseAddressRules } from "@/lib/contracts/address-rules";
import { defaultUploadLimits, type TftpSettings } from "@/lib/contracts/settings";
import { plainAddress } from "@/lib/kit/addresses";
import { ErrorCode } from "@/lib/wire/tftp/packet";
import { parseRemapRules, type RemapRule } from "./remap";
import type { CountedRefusal } from "./tftp-refusal";

export type TftpOperation = Pick<
  TftpSettings,
  | "rootFolder"
  | "writes"
  | "maxUploadMb"
  | "uploadQuotaMb"
  | "freeReserveMb"
  | "ignoreCase"
  | "addressRules"
  | "remapRules"
>;

export const defaultOperation: TftpOperation = {
  rootFolder: "",
  writes: "read-only",
  ...defaultUploadLimits,
  ignoreCase: false,
  addressRules: "",
  remapRules: "",
};

const notAllowed: CountedRefusal = {
  code: ErrorCode.accessViolation,
  message: "This address is not allowed",
  reason: "address not allowed",
};

/** The settings with their rules compiled. They apply to requests from now on. */
export class OperationRules {
  #operation: TftpOperation;
  #addresses: readonly AddressRule[] = [];
  #remap: readonly RemapRule[] = [];

  constructor(operation: Partial<TftpOperation> = {}) {
    this.#operation = { ...defaultOperation, ...operation };
    this.apply(this.#operation);
  }

  /** Lines with an error have no effect; they are refused before settings are stored. */
  apply(operation: TftpOperation): void {
    this.#operation = operation;
    this.#addresses = parseAddressRules(operation.addressRules).rules;
    this.#remap = parseRemapRules(operation.remapRules).rules;
  }

  get settings(): TftpOperation {
    return this.#operation;
  }

  get remap(): readonly RemapRule[] {
    return this.#remap;
  }

  /** Why a client is refused because of its address; null when it is allowed. */
  refuseAddress(address: string): CountedRefusal | null {
    if (this.#addresses.length === 0) return null;
    return matchAddress(this.#addresses, plainAddress(address))?.action === "deny" ? notAllowed : null;
  }
}
