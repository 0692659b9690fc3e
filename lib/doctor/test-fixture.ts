/** What a fixture of the server doctor is: a faulty file that one rule finds, and a sound one in which it finds nothing. */
import type { DoctorInput, DoctorKind } from "@/lib/contracts/doctor";
import { doctorInputSchema } from "@/lib/contracts/doctor";

export type Fixture = {
  rule: string;
  kind: DoctorKind;
  faulty: string;
  /** As near to the faulty file as possible. */
  sound: string;
  purpose?: Partial<DoctorInput["purpose"]>;
  /** Purpose of the sound file, where the purpose makes the difference. */
  soundPurpose?: Partial<DoctorInput["purpose"]>;
  /** Files beside it: evidence, or a configuration that evidence is judged by. */
  others?: readonly { kind: DoctorKind; text: string }[];
};

const IMAGE_PATH = "EWC_17_12_1";
const basePurpose = { server: "192.0.2.10", path: IMAGE_PATH, userName: "ewc-images" };

/** A listing of a folder with readable images. */
export const imagesIn = (folder: string): string =>
  `${folder}:\ntotal 200000\n-rw-r--r-- 1 root root 62914560 Jan 10 10:00 ap1g8\n-rw-r--r-- 1 root root 99614720 Jan 10 10:00 C9800-AP-iosxe-wlc.bin\n`;

/** The input of an examination with one file, and those beside it. */
export const inputOf = (
  kind: DoctorKind,
  text: string,
  purpose: Fixture["purpose"] = {},
  others: Fixture["others"] = [],
): DoctorInput =>
  doctorInputSchema.parse({
    files: [{ kind, text }, ...others],
    purpose: { ...basePurpose, protocol: kind.startsWith("ss") ? "sftp" : "tftp", ...purpose },
  });
