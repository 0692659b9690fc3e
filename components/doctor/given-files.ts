/** The files on the page: pasted, dropped or chosen. */
import { textOfFile } from "@/lib/client/text-file";
import { DOCTOR_CHARACTERS, DOCTOR_FILES, type DoctorKind } from "@/lib/contracts/doctor";

/** `recognized`: by name and content, which the engine does. */
type GivenKind = DoctorKind | "recognized";
export type GivenFile = { key: number; name: string; text: string; kind: GivenKind };

export const kindOptions: readonly { value: GivenKind; label: string }[] = [
  { value: "recognized", label: "Detect automatically" },
  { value: "tftpd-hpa", label: "tftpd-hpa defaults" },
  { value: "tftpd-map", label: "tftpd-hpa map file" },
  { value: "dnsmasq", label: "dnsmasq.conf" },
  { value: "atftpd", label: "atftpd defaults" },
  { value: "tftpd64", label: "tftpd32.ini of Tftpd64" },
  { value: "sshd-config", label: "sshd_config" },
  { value: "ssh-config", label: "ssh_config" },
  { value: "vsftpd", label: "vsftpd.conf" },
  { value: "listing", label: "Output of ls -l" },
  { value: "sockets", label: "Output of ss -ulpn" },
];

let nextKey = 0;
export const newFile = (name = "", text = ""): GivenFile => ({
  key: nextKey++,
  name,
  text,
  kind: "recognized",
});

/** A UTF-8 character has at most four bytes: a larger file cannot be valid and is not read. */
const MAX_BYTES = DOCTOR_CHARACTERS * 4;

export type Loaded = { files: GivenFile[]; problem: string | null };

/** Reads files that were chosen or dropped. Keeps those that can be read, and names one that can't. */
export async function loadFiles(chosen: readonly File[], present: number): Promise<Loaded> {
  const files: GivenFile[] = [];
  let problem: string | null = null;
  for (const file of chosen) {
    if (present + files.length >= DOCTOR_FILES)
      problem = `You can examine at most ${DOCTOR_FILES} files at once.`;
    else if (file.size > MAX_BYTES) problem = `${file.name} is too large for a configuration file.`;
    else {
      try {
        files.push(newFile(file.name, await textOfFile(file)));
      } catch {
        problem = `${file.name} can't be read.`;
      }
    }
  }
  return { files, problem };
}
