/**
 * The image download profile `default`: what the operator types on the Software Upgrade page (spec 10). The one
 * definition of its rules: form, server action, command line and API parse with it.
 */
import { z } from "zod";
import { CONTROLLER_IMAGE, imageFamilies } from "./families";

const IPV4 = /^(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;

export const isIpv4 = (text: string): boolean => IPV4.test(text);
export const isIpv6 = (text: string): boolean => z.ipv6().safeParse(text).success;

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
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
    if (/[\u0000-\u001f\u007f-\u009f]/.test(path)) issue("The path has a control character. Type it again.");
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

export const tftpProfileSchema = z.object({
  mode: z.literal("tftp"),
  imageServer: imageServerSchema,
  imagePath: imagePathSchema,
  servicePort: servicePortSchema.default(null),
  parallelMode: z.boolean().default(false),
});

/** A mode joins this union once it works from click to pixel. */
export const profileInputSchema = z.discriminatedUnion("mode", [tftpProfileSchema]);
/** What a form or command sends, before folding and defaults. */
export type ProfileInput = z.input<typeof profileInputSchema>;
/** The stored profile. */
export type Profile = z.output<typeof profileInputSchema>;

export const downloadModes = [{ mode: "tftp", label: "TFTP" }] as const;

/** The port a transfer really goes to. `ownPort` is our own server's, given when the address is this host. */
export const effectivePort = (profile: Pick<Profile, "servicePort">, ownPort: number | undefined): number =>
  profile.servicePort ?? ownPort ?? 69;

/** `tftp://127.0.0.1/EWC_17_12_1/ap1g8`; IPv6 in brackets; the port only when it is not the protocol's own. */
export function effectiveUrl(
  profile: Pick<Profile, "mode" | "imageServer" | "imagePath">,
  image: string,
  port = 69,
): string {
  const host = profile.imageServer.includes(":") ? `[${profile.imageServer}]` : profile.imageServer;
  const path = profile.imagePath === "" ? image : `${profile.imagePath}/${image}`;
  return `${profile.mode}://${host}${port === 69 ? "" : `:${port}`}/${path}`;
}
