/** What a client asks first: capabilities, and the modules that are answered. */
import { z } from "zod";
import { list } from "../schema";

/** The revision of ietf-yang-library that is answered. */
export const YANG_LIBRARY_VERSION = "2016-06-21";

const CAPABILITY = "urn:ietf:params:restconf:capability";
export const capabilitiesSchema = z.array(z.string());
export const capabilities = (): string[] => [
  `${CAPABILITY}:depth:1.0`,
  `${CAPABILITY}:fields:1.0`,
  `${CAPABILITY}:with-defaults:1.0`,
  `${CAPABILITY}:defaults:1.0?basic-mode=report-all`,
];

const moduleSchema = z.object({
  name: z.string(),
  revision: z.string(),
  namespace: z.string(),
  "conformance-type": z.enum(["implement", "import"]),
});
export const modulesStateSchema = list(["name", "revision"], moduleSchema);

/** An empty revision, as RFC 7895 §2.2 has it for a module whose revision is not known. */
const UNKNOWN = "";
const own = [
  "native",
  "wireless-image-download-cfg",
  "wireless-general-cfg",
  "wireless-access-point-oper",
  "wireless-ap-global-oper",
  "install-oper",
  "install-rpc",
  "wireless-access-point-cmd-rpc",
].map((name) => `Cisco-IOS-XE-${name}`);
const standard = [
  { name: "ietf-restconf", revision: "2017-01-26" },
  { name: "ietf-restconf-monitoring", revision: "2017-01-26" },
  { name: "ietf-yang-library", revision: YANG_LIBRARY_VERSION },
];

export const moduleRows = (): z.infer<typeof modulesStateSchema> => [
  ...standard.map(({ name, revision }) => ({
    name,
    revision,
    namespace: `urn:ietf:params:xml:ns:yang:${name}`,
    "conformance-type": "implement" as const,
  })),
  ...own.map((name) => ({
    name,
    revision: UNKNOWN,
    namespace: `http://cisco.com/ns/yang/${name}`,
    "conformance-type": "implement" as const,
  })),
];
