/** The rules of each field of an image download profile. Form, command line and API all parse with them. */
import { z } from "zod";
import { CONTROLLER_IMAGE, imageFamilies } from "./families";
import type { ServerLocation } from "./modes/server-location";
import { secret } from "./secret";

const IPV4 = /^(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;

/** Whether the text is an IPv4 address in dotted decimal, without leading zeros. */
export const isIpv4 = (text: string): boolean => IPV4.test(text);
/** Whether the text is an IPv6 address. */
export const isIpv6 = (text: string): boolean => z.ipv6().safeParse(text).success;

const hasControl = (text: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this looks for control characters
  /[\u0000-\u001f\u007f-\u009f]/.test(text);

/** The address of the image server. */
export const imageServerSchema = z
  .string()
  .trim()
  .min(1, "Enter the IPv4 or IPv6 address of the image server.")
  .refine((s) => s === "" || isIpv4(s) || isIpv6(s), {
    message: "Enter an IPv4 or IPv6 address. The controller does not resolve host names here.",
  });

/** Normalizes a typed path for storage: forward slashes, none doubled, none at the start or the end. */
export const foldImagePath = (typed: string): string =>
  typed
    .trim()
    .replaceAll("\\", "/")
    .replace(/\/{2,}/g, "/")
    .replace(/^\/|\/$/g, "");

/** The folder of the images on the server, normalized. The server's root becomes the empty string. */
export const imagePathSchema = z
  .string()
  .trim()
  .min(1, "Enter the folder that holds the unzipped images. Use / for the server's root.")
  .transform(foldImagePath)
  .superRefine((path, context) => {
    const issue = (message: string) => context.addIssue({ code: "custom", message });
    const segments = path.split("/");
    const last = (segments.at(-1) ?? "").toLowerCase();
    if (hasControl(path)) issue("The path contains a control character. Type it again.");
    if (new TextEncoder().encode(path).length > 255) issue("The path is longer than 255 bytes.");
    if (segments.some((s) => s === "." || s === ".."))
      issue("The path must not contain . or .. as a folder. Enter the folder below the server's root.");
    if (last.endsWith(".zip")) issue("Unzip the bundle on the server and enter the folder.");
    if ((imageFamilies as readonly string[]).includes(last) || last === CONTROLLER_IMAGE.toLowerCase())
      issue("Enter the folder, not the image file.");
  });

/** The root is stored as an empty string; what is typed or sent for it is a slash. */
export const rootAsSlash = (path: string): string => (path === "" ? "/" : path);

/** Null means automatic: our own server's port when the address is this host, otherwise the protocol's standard port. */
export const servicePortSchema = z.union(
  [z.null(), z.literal("").transform(() => null), z.coerce.number().int().min(1).max(65535)],
  { error: "Enter a port from 1 to 65535, or leave the field empty." },
);

/** The fields of every mode whose images are on an image server. */
export const imageServerFields = {
  imageServer: imageServerSchema,
  imagePath: imagePathSchema,
  servicePort: servicePortSchema.default(null),
  parallelMode: z.boolean().default(false),
};

/** Where these fields say that the images are. */
export const imageServerLocation = ({
  imageServer,
  imagePath,
  servicePort,
}: ServerLocation): ServerLocation => ({
  imageServer,
  imagePath,
  servicePort,
});

/** The path in a stored profile: already normalized, so the server's root is the empty string. */
export const storedPathField = { imagePath: z.string() };

const MAX_DESCRIPTION = 200;
/** What the operator wrote about the profile; it is one line of the configuration. */
export const descriptionSchema = z
  .string()
  .trim()
  .min(1, "Enter a description.")
  .max(MAX_DESCRIPTION, `A description has at most ${MAX_DESCRIPTION} characters.`)
  .refine((s) => !hasControl(s), "The description contains a control character. Type it again.");

export const MAX_USER_NAME = 32;
/** The user who logs in to the image server. */
export const userNameSchema = z
  .string()
  .trim()
  .min(1, "Enter the name of the user on the server.")
  .max(MAX_USER_NAME, `A user name has 1 to ${MAX_USER_NAME} characters.`)
  .refine((s) => !hasControl(s), "The user name contains a control character. Type it again.");

const MAX_PASSWORD = 128;
/** The password of that user. It is never sent back to a client; empty keeps the stored one. */
export const profilePasswordSchema = secret(
  z
    .string()
    .max(MAX_PASSWORD, `A password has at most ${MAX_PASSWORD} characters.`)
    .refine((s) => !hasControl(s), "The password contains a control character. Type it again."),
);
