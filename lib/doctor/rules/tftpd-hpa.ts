/** All rules of tftpd-hpa, whose settings are in /etc/default/tftpd-hpa. */

import { listenRules } from "../addresses";
import { rootRules } from "../image-path";
import { logRule } from "../log-place";
import type { KindModule } from "../rule";
import { assign, assigned, parseShellDefaults } from "../shell-defaults";
import { shellRules } from "./shell";
import { addressOf, addressText, type Doc, has, isOddAddress } from "./tftpd-hpa-file";
import { optionRules } from "./tftpd-hpa-options";
import { settingRules } from "./tftpd-hpa-settings";

export const tftpdHpa: KindModule<Doc> = {
  kind: "tftpd-hpa",
  label: "tftpd-hpa defaults",
  parse: parseShellDefaults,
  place: () => "/etc/default/tftpd-hpa",
  rules: [
    ...shellRules("hpa"),
    ...settingRules,
    logRule("hpa", "tftpd-hpa", () => null),
    ...listenRules<Doc>("hpa", "TFTP_ADDRESS", (doc) => {
      const at = addressOf(doc);
      if (at === null || isOddAddress(at.text)) return [];
      const replace = (host: string) => assign(doc, "TFTP_ADDRESS", addressText(host, at.port));
      return [{ address: at.host, line: at.line, replace }];
    }),
    ...rootRules<Doc>({
      prefix: "hpa",
      setting: "TFTP_DIRECTORY",
      root(doc) {
        const at = assigned(doc, "TFTP_DIRECTORY");
        const path = at?.value.trim() ?? "";
        return at && /^\/\S*$/.test(path) ? { path, line: at.line } : null;
      },
      setRoot: (doc, path) => [assign(doc, "TFTP_DIRECTORY", path)],
    }),
    ...optionRules,
  ],
};

/** The folder that it serves; null without one. */
export const hpaRoot = (doc: Doc): string | null => assigned(doc, "TFTP_DIRECTORY")?.value.trim() ?? null;
/** The ports that it answers from; null when it answers from any. */
export const hpaPorts = (doc: Doc): string | null => has(doc, "port-range")?.value ?? null;
