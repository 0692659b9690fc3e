/** The actions on access points, in the order of the page. */
import { Download, HardDrive, Power, SlidersHorizontal, Trash2 } from "lucide-react";
import type { ReactNode } from "react";

/** An action that opens a dialog. */
export type BulkAction = "reboot" | "version" | "behavior" | "remove";

/** Properties of every dialog of an action. */
export type ActionDialog = {
  apIds: readonly string[];
  /** Who of the selected is left out; empty when nobody is. */
  note: string;
  onClose: () => void;
  /** Called when at least one access point executed the command. */
  onDone: () => void;
};

/** What the bar and the menu show. Predownload starts without a dialog. */
export const bulkActions: readonly {
  action: BulkAction | "predownload";
  label: string;
  icon: ReactNode;
  danger: boolean;
}[] = [
  { action: "predownload", label: "Predownload", icon: <Download aria-hidden />, danger: false },
  { action: "version", label: "Change version", icon: <HardDrive aria-hidden />, danger: false },
  { action: "behavior", label: "Set behavior", icon: <SlidersHorizontal aria-hidden />, danger: false },
  { action: "reboot", label: "Reboot", icon: <Power aria-hidden />, danger: true },
  { action: "remove", label: "Remove", icon: <Trash2 aria-hidden />, danger: true },
];
