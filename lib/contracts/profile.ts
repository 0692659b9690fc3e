/**
 * The image download profile `default`: what the operator types on the Software Upgrade page (spec 10). The one
 * definition of its rules: form, server action, command line and API parse with it.
 */
import { z } from "zod";
import { CONTROLLER_IMAGE, imageFamilies } from "./families";

const IPV4 = /^(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;

export const isIpv4 = (text: string): boolean => IPV4.test(text);
export const isIpv6 = (text: string): boolean => z.ipv6().safeParse(text).success;

const hasControl = (text: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  /[\u0000-\u001f\u007f-\u009f]/.test(text);

export const imageServerSchema = z
  .string()
  .trim()
  .min(1, "Enter the IPv4 or IPv6 address of the image server.")
  .refine((s) => s === "" || isIpv4(s) || isIpv6(s), {
    message: "Enter an IPv4 or IPv6 address. The controller does not resolve host names here.",
  });

/**
 * Folds what operators type into the one form that is stored: no leading or trailing slash, no doubled slash,
 * backslashes become slashes.
 */
export const foldImagePath = (typed: string): string =>
  typed
    .trim()
    .replaceAll("\\", "/")
    .replace(/\/{2,}/g, "/")
    .replace(/^\/|\/$/g, "");

export const imagePathSchema = z
  .string()
  .trim()
  .min(1, "Enter the folder that holds the unzipped images; / is the server's root.")
  .transform(foldImagePath)
  .superRefine((path, context) => {
    const issue = (message: string) => context.addIssue({ code: "custom", message });
    const segments = path.split("/");
    const last = (segments.at(-1) ?? "").toLowerCase();
    if (hasControl(path)) issue("The path has a control character. Type it again.");
    if (new TextEncoder().encode(path).length > 255) issue("The path is longer than 255 bytes.");
    if (segments.some((s) => s === "." || s === ".."))
      issue("The path must not contain . or .. as a folder: give the folder below the server's root.");
    if (last.endsWith(".zip")) issue("Unzip the bundle on the server and give the folder.");
    if ((imageFamilies as readonly string[]).includes(last) || last === CONTROLLER_IMAGE.toLowerCase())
      issue("Give the folder, not the image file.");
  });

/** Empty means automatic: our own server's port when the address is this host, else the protocol's own port. */
export const servicePortSchema = z.union(
  [z.null(), z.literal("").transform(() => null), z.coerce.number().int().min(1).max(65535)],
  { error: "Enter a port from 1 to 65535, or leave it empty." },
);

/** What every mode that names a server has. */
const serverFields = {
  imageServer: imageServerSchema,
  imagePath: imagePathSchema,
  servicePort: servicePortSchema.default(null),
  parallelMode: z.boolean().default(false),
};

export const userNameSchema = z
  .string()
  .trim()
  .min(1, "Enter the name of the user on the server.")
  .max(32, "A user name has 1 to 32 characters.")
  .refine((s) => !hasControl(s), "The user name has a control character. Type it again.");

const MAX_PASSWORD = 128;
/** Goes in and never comes out. Empty keeps the one that is stored. */
export const profilePasswordSchema = z
  .string()
  .max(MAX_PASSWORD, `A password has at most ${MAX_PASSWORD} characters.`)
  .refine((s) => !hasControl(s), "The password has a control character. Type it again.");

export const tftpProfileSchema = z.object({ mode: z.literal("tftp"), ...serverFields });
export const sftpProfileSchema = z.object({
  mode: z.literal("sftp"),
  ...serverFields,
  userName: userNameSchema,
  password: profilePasswordSchema.default(""),
});

/** A mode joins this union once it works from click to pixel. */
export const profileInputSchema = z.discriminatedUnion("mode", [tftpProfileSchema, sftpProfileSchema]);
/** What a form or command sends, before folding and defaults. */
export type ProfileInput = z.input<typeof profileInputSchema>;
/** The same, checked and folded: the one form of a profile that may hold a password. */
export type ProfileOrder = z.output<typeof profileInputSchema>;

/** Folded; the server's root is the empty string. */
const storedPath = { imagePath: z.string() };
/** The profile as it is stored and shown: of the password only whether there is one. */
export const profileSchema = z.discriminatedUnion("mode", [
  tftpProfileSchema.extend(storedPath),
  sftpProfileSchema.omit({ password: true }).extend({ ...storedPath, passwordStored: z.boolean() }),
]);
export type Profile = z.output<typeof profileSchema>;
export type SftpProfile = Extract<Profile, { mode: "sftp" }>;

/** What everybody may see of an order. */
export function shownProfile(order: ProfileOrder, passwordStored: boolean): Profile {
  if (order.mode === "tftp") return order;
  const { password: _, ...shown } = order;
  return { ...shown, passwordStored };
}

export type DownloadMode = Profile["mode"];
export const downloadModes = [
  { mode: "tftp", label: "TFTP" },
  { mode: "sftp", label: "SFTP" },
] as const satisfies readonly { mode: DownloadMode; label: string }[];

/** The protocol's own port. */
export const standardPort = (mode: DownloadMode): number => (mode === "sftp" ? 22 : 69);

/** The port a transfer really goes to. `ownPort` is our own server's, given when the address is this host. */
export const effectivePort = (
  profile: Pick<Profile, "mode" | "servicePort">,
  ownPort: number | undefined,
): number => profile.servicePort ?? ownPort ?? standardPort(profile.mode);

/**
 * `tftp://127.0.0.1/EWC_17_12_1/ap1g8`, `sftp://******@172.16.5.62/EWC/ap1g8`: user and password together are six
 * asterisks, as the controller prints them. IPv6 in brackets; the port only when it is not the protocol's own.
 */
export function effectiveUrl(
  profile: Pick<Profile, "mode" | "imageServer" | "imagePath">,
  image: string,
  port = standardPort(profile.mode),
): string {
  const host = profile.imageServer.includes(":") ? `[${profile.imageServer}]` : profile.imageServer;
  const path = profile.imagePath === "" ? image : `${profile.imagePath}/${image}`;
  const login = profile.mode === "sftp" ? "******@" : "";
  return `${profile.mode}://${login}${host}${port === standardPort(profile.mode) ? "" : `:${port}`}/${path}`;
}
