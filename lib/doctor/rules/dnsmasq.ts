/** All rules of dnsmasq as a TFTP server, whose settings are in dnsmasq.conf. */

import { listenRules } from "../addresses";
import { rootRules } from "../image-path";
import { logRule } from "../log-place";
import type { KindModule } from "../rule";
import { type Doc, last, parse, setOption } from "./dnsmasq-file";
import { limitRules } from "./dnsmasq-limits";
import { serviceRules } from "./dnsmasq-service";

/** The file or facility of its log; null for the default. */
export const dnsmasqLog = (doc: Doc): string | null => last(doc, "log-facility")?.value ?? null;

export const dnsmasq: KindModule<Doc> = {
  kind: "dnsmasq",
  label: "dnsmasq configuration",
  parse,
  place: () => "/etc/dnsmasq.conf",
  rules: [
    ...serviceRules,
    ...limitRules,
    logRule("dnsmasq", "dnsmasq", dnsmasqLog),
    ...listenRules<Doc>("dnsmasq", "listen-address", (doc) =>
      doc.options
        .filter(({ key, value }) => key === "listen-address" && !value.includes(","))
        .map(({ value, line }) => ({
          address: value,
          line,
          replace: (address) => ({ line, text: address === "" ? null : `listen-address=${address}` }),
        })),
    ),
    ...rootRules<Doc>({
      prefix: "dnsmasq",
      setting: "tftp-root",
      root(doc) {
        const at = last(doc, "tftp-root");
        const [path = ""] = at?.value.split(",") ?? [];
        return at && path.startsWith("/") ? { path, line: at.line } : null;
      },
      setRoot: (doc, path) => setOption(doc, "tftp-root", path),
    }),
  ],
};

/** The folder that it serves; null without one. */
export const dnsmasqRoot = (doc: Doc): string | null => last(doc, "tftp-root")?.value.split(",")[0] ?? null;
/** The user whose files are the only ones that it serves; null when it serves all. */
export const dnsmasqOwner = (doc: Doc): string | null =>
  last(doc, "tftp-secure") === undefined ? null : (last(doc, "user")?.value ?? "dnsmasq");
/** The ports that it answers from: 69 with a single port; null when it answers from any. */
export const dnsmasqPorts = (doc: Doc): string | null =>
  last(doc, "tftp-single-port") ? "69" : (last(doc, "tftp-port-range")?.value.replace(",", ":") ?? null);
