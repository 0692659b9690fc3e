/** `dir` and `show flash:`: the images of the current upgrade in the controller's flash. */
import { fileTime } from "@/lib/kit/time-text";
import { PLATFORM_KB } from "./platform";

/** The files, and the simulated time at which they were written. */
export type FilesState = { files: readonly { name: string; sizeBytes: number }[]; writtenAt: number };

const TOTAL_BYTES = PLATFORM_KB.bootflash * 1024;
const usedBytes = ({ files }: FilesState): number => files.reduce((sum, file) => sum + file.sizeBytes, 0);
const sorted = ({ files }: FilesState) => [...files].sort((a, b) => (a.name < b.name ? -1 : 1));

/** The lines of `dir`. The first number of a row is the inode. */
export const showDirectory = (state: FilesState): string[] => [
  "Directory of bootflash:/",
  "",
  ...(state.files.length === 0 ? ["No files in directory"] : []),
  ...sorted(state).map(
    ({ name, sizeBytes }, i) =>
      `${String(i + 11).padStart(6)}  -rw-  ${String(sizeBytes).padStart(16)}  ${fileTime(state.writtenAt)} +00:00  ${name}`,
  ),
  "",
  `${TOTAL_BYTES} bytes total (${TOTAL_BYTES - usedBytes(state)} bytes free)`,
];

/** The lines of `show flash:`. */
export const showFlash = (state: FilesState): string[] => [
  "-#- --length-- ---------date/time--------- path",
  ...sorted(state).map(
    ({ name, sizeBytes }, i) =>
      `${String(i + 1).padStart(3)} ${String(sizeBytes).padStart(10)} ${fileTime(state.writtenAt)}.0000000000 +00:00 ${name}`,
  ),
  "",
  `${TOTAL_BYTES - usedBytes(state)} bytes available (${usedBytes(state)} bytes used)`,
];
