/** Images that were uploaded to the controller in Desktop (HTTP) mode. They are no image sets of the repository. */
import { z } from "zod";
import { imageSetSchema } from "./images";

/** A row of topic `uploadedImages`; key = name. What is still being received or unpacked is a row of `imports`. */
export const uploadedImageSchema = imageSetSchema.extend({
  /** Whether every file has been read and nothing more is arriving, so that an upgrade can use it. */
  isReady: z.boolean(),
  /** Whether the saved profile or the running upgrade uses it. It is then kept until another one takes its place. */
  isInUse: z.boolean(),
});
export type UploadedImage = z.infer<typeof uploadedImageSchema>;
