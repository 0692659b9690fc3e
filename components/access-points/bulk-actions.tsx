/** What can be ordered of access points, in the order of the page. */
import { Download, HardDrive, Power, SlidersHorizontal, Trash2 } from "lucide-react";
import type { ReactNode } from "react";

export type BulkAction = "reboot" | "version" | "behavior" | "remove";
export type ActionDialog = {
  apIds: readonly string[];
  onClose: () => void;
  /** It was done, for some of them at least. */
  onDone: () => void;
};

export const bulkActions: readonly {
  order: BulkAction | "predownload";
  label: string;
  icon: ReactNode;
  danger: boolean;
}[] = [
  { order: "predownload", label: "Predownload", icon: <Download aria-hidden />, danger: false },
  { order: "version", label: "Change version", icon: <HardDrive aria-hidden />, danger: false },
  { order: "behavior", label: "Set behavior", icon: <SlidersHorizontal aria-hidden />, danger: false },
  { order: "reboot", label: "Reboot", icon: <Power aria-hidden />, danger: true },
  { order: "remove", label: "Remove", icon: <Trash2 aria-hidden />, danger: true },
];
