/** Image Servers > Image Repository. */
import type { Metadata } from "next";
import { after } from "next/server";
import { ImageRepository } from "@/components/images/image-repository";
import { page } from "@/lib/console/page";
import { tendUploads } from "@/lib/console/uploads-live";

export const metadata: Metadata = { title: "Image Repository" };

export default page("monitor", async (_props: object, { ask }) => {
  after(tendUploads);
  const info = await ask("engine.info", {});
  const imagesDir = info.ok ? `${info.value.dataDir}/images` : null;
  return <ImageRepository imagesDir={imagesDir} />;
});
