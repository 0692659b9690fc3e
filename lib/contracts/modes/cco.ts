/** CCO mode: image masters and controller download a release from the software download service over HTTPS. */
import { z } from "zod";
import { profilePasswordSchema, userNameSchema } from "../profile-fields";
import type { ModeContract } from "./mode-contract";
import type { ServerLocation } from "./server-location";

/** Which release of the service is taken. */
export const softwareVersions = ["suggested", "latest"] as const;
export type SoftwareVersion = (typeof softwareVersions)[number];

/** Days of the controller's clock between two automatic checks for a newer release. */
export const CHECK_EVERY_DAYS = 30;

const SERVICE_URL = "Enter an https URL without user name, query and fragment, or leave the field empty.";
/** The base URL of a software download service. Null: the one of this console. */
export const serviceUrlSchema = z.union([z.null(), z.string().trim()]).transform((text, context) => {
  if (text === null || text === "") return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain = url?.protocol === "https:" && url.username === "" && url.password === "";
  if (url !== null && isPlain && url.search === "" && url.hash === "" && text.length <= 255)
    return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
  context.addIssue({ code: "custom", message: SERVICE_URL });
  return z.NEVER;
});

const inputSchema = z.object({
  mode: z.literal("cco"),
  userName: userNameSchema,
  password: profilePasswordSchema.default(""),
  /** Whether the controller asks for a newer release by itself. */
  checksAutomatically: z.boolean().default(true),
  softwareVersion: z.enum(softwareVersions).default("suggested"),
  serviceUrl: serviceUrlSchema.default(null),
  parallelMode: z.boolean().default(false),
});
const storedSchema = inputSchema.omit({ password: true }).extend({
  passwordStored: z.boolean(),
  /** The release that an upgrade takes from its start to its end; null before the service was asked. */
  release: z.string().nullable().default(null),
});
type Fields = Pick<z.output<typeof storedSchema>, "serviceUrl" | "softwareVersion"> & {
  release?: string | null;
};

/** Where the console's own service is, when it listens on this host. */
const OWN_SERVICE = "127.0.0.1";

/** Host, port and path of the service. The last folder of the path is the release, or `suggested` or `latest`. */
function location({ serviceUrl, release, softwareVersion }: Fields): ServerLocation {
  const folder = release ?? softwareVersion;
  if (serviceUrl === null) return { imageServer: OWN_SERVICE, imagePath: folder, servicePort: null };
  const { hostname, port, pathname } = new URL(serviceUrl);
  return {
    imageServer: hostname.replace(/^\[(.*)\]$/, "$1"),
    imagePath: `${pathname.slice(1)}/${folder}`.replace(/^\//, ""),
    // The port of an https URL that names none is not automatic: another service is meant than our own.
    servicePort: port === "" ? HTTPS_PORT : Number(port),
  };
}
const HTTPS_PORT = 443;

export const ccoContract: ModeContract<"cco", typeof inputSchema, typeof storedSchema> = {
  mode: "cco",
  label: "CCO",
  protocol: "http",
  server: { own: "catalog", transport: "TCP", standardPort: HTTPS_PORT, pinsHostKey: false },
  requiresLogin: true,
  inputSchema,
  storedSchema,
  toInput: (order) => order,
  hideSecrets: ({ password: _, ...shown }, passwordStored) => ({ ...shown, passwordStored, release: null }),
  login: ({ userName, passwordStored }) => ({ userName, passwordStored }),
  location,
  isParallel: ({ parallelMode }) => parallelMode,
  urlPrefix: "https://******@",
  checkEveryDays: ({ checksAutomatically }) => (checksAutomatically ? CHECK_EVERY_DAYS : null),
  takes: ({ release, softwareVersion }) => release && `Release ${release} (${softwareVersion})`,
};
