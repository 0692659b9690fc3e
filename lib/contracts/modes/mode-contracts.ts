/** The contract of each download mode. A new mode is listed here once. */
import type { z } from "zod";
import { ccoContract } from "./cco";
import type { DownloadMode } from "./download-mode";
import { httpContract } from "./http";
import type { ModeContract, ProfileLogin } from "./mode-contract";
import type { ServerLocation } from "./server-location";
import { sftpContract } from "./sftp";
import { tftpContract } from "./tftp";

const contracts = { tftp: tftpContract, sftp: sftpContract, cco: ccoContract, http: httpContract };
type Contracts = typeof contracts;
/** A schema of one mode. While a mode has no contract, only the registry below is an error, not every use of a profile. */
type SchemaOf<M extends DownloadMode, S extends "inputSchema" | "storedSchema"> = M extends keyof Contracts
  ? Contracts[M][S]
  : never;

/** What a form or command sends in each mode, before normalization and defaults. */
export type InputByMode = { [M in DownloadMode]: z.input<SchemaOf<M, "inputSchema">> };
/** The checked and normalized order in each mode. */
export type OrderByMode = { [M in DownloadMode]: z.output<SchemaOf<M, "inputSchema">> };
/** The stored profile in each mode. */
export type ProfileByMode = { [M in DownloadMode]: z.output<SchemaOf<M, "storedSchema">> };

export type InputSchema = SchemaOf<DownloadMode, "inputSchema">;
export type StoredSchema = SchemaOf<DownloadMode, "storedSchema">;

type AnyContract = Omit<
  ModeContract<DownloadMode, InputSchema, StoredSchema>,
  "toInput" | "hideSecrets" | "login" | "location" | "isParallel" | "takes" | "checkEveryDays" | "upload"
> & {
  toInput(order: OrderByMode[DownloadMode]): InputByMode[DownloadMode];
  hideSecrets(order: OrderByMode[DownloadMode], isPasswordStored: boolean): ProfileByMode[DownloadMode];
  login(profile: ProfileByMode[DownloadMode]): ProfileLogin | null;
  location(profile: ProfileByMode[DownloadMode] | OrderByMode[DownloadMode]): ServerLocation | null;
  isParallel(profile: ProfileByMode[DownloadMode]): boolean;
  takes?(profile: ProfileByMode[DownloadMode]): string | null;
  checkEveryDays?(profile: ProfileByMode[DownloadMode]): number | null;
  upload?(profile: ProfileByMode[DownloadMode]): string | null;
};

export const modeContracts: Record<DownloadMode, AnyContract> = contracts;
