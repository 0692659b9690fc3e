/** Loads what controls load when they are opened first, so that tests find it at once. For `beforeAll`. */
import { sheet } from "@/components/ui/dialog";
import { menuPanel } from "@/components/ui/menu";
import { popoverPanel } from "@/components/ui/popover";
import { selectList } from "@/components/ui/select";

export const loadUiParts = (): Promise<unknown> =>
  Promise.all([sheet.load(), menuPanel.load(), popoverPanel.load(), selectList.load()]);
