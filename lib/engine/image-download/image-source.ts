/** Fetches and probes images at the server of a profile, in any download mode. */
import { type ProfileOrder, placeOfProfile } from "@/lib/contracts/profile";
import { sourceAddress } from "./addresses";
import type { DownloadContext, DownloadPorts, ImageSource } from "./context";
import { modeSource } from "./modes/all-sources";
import type { Patience, Probed, SourceFetch, SourceFetched } from "./modes/mode-source";

/**
 * What to store of a profile that was sent. An empty password keeps the stored one, or takes the one that this program
 * generated for that user of its own server.
 * @throws FaultError `bad-input` when there is none
 */
export const sourceOf = (
  context: DownloadContext,
  order: ProfileOrder,
  kept: ImageSource | null,
): ImageSource => modeSource(order.mode).seal(context, order, kept);

/** A stored source after a restart. Its profile says whether the password can still be decrypted. */
export const restoredSource = (ports: Pick<DownloadPorts, "secrets">, stored: ImageSource): ImageSource =>
  modeSource(stored.profile.mode).restore(ports, stored);

/** Fetches one file. Never rejects. */
export const fetchFrom = (
  context: DownloadContext,
  source: ImageSource,
  request: SourceFetch,
): Promise<SourceFetched> => modeSource(source.profile.mode).fetch(context, source, request);

/**
 * Asks the server for each image whether it has it, and its size. Never rejects.
 * @param onAnswer returns false when no more answers are needed
 */
export function probeSource(
  context: DownloadContext,
  source: ImageSource,
  images: readonly string[],
  patience: Patience,
  onAnswer: (image: string, answer: Probed) => boolean,
): Promise<void> {
  const { profile } = source;
  const localAddress = sourceAddress(
    context.ports.settings().controllerIp,
    placeOfProfile(profile).imageServer,
  );
  return modeSource(profile.mode).probe(context, source, { images, localAddress, patience, onAnswer });
}

/** The source as an upgrade takes it from its start to its end. Never rejects. */
export async function fixedSource(context: DownloadContext, source: ImageSource): Promise<ImageSource> {
  return (await modeSource(source.profile.mode).fixed?.(context, source)) ?? source;
}

/** How long a person waits for the preview of Save & Download. */
export const previewPatience = (context: DownloadContext, { profile }: ImageSource): Patience =>
  modeSource(profile.mode).previewPatience(context.ports.settings().transfer);
