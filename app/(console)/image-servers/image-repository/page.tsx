/** Image Servers > Image Repository. */
import type { Metadata } from "next";
import { after, connection } from "next/server";
import { ImageRepository } from "@/components/images/image-repository";
import { runWebCommand } from "@/lib/console/operate";
import { tendUploads } from "@/lib/console/uploads-live";

export const metadata: Metadata = { title: "Image Repository" };

export default async function ImageRepositoryPage() {
  await connection();
  after(tendUploads);
  const info = await runWebCommand("engine.info", {});
  const imagesDir = info.ok ? `${info.value.dataDir}/images` : null;
  return <ImageRepository imagesDir={imagesDir} />;
}
