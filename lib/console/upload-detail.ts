/** What the audit log says of an upload. */
import "server-only";
import { printable } from "@/lib/kit/text";

/** What the metadata of a new upload says of it: file and image set (tus `Upload-Metadata`). */
export function uploadDetail(request: Request): object {
  const pairs = (request.headers.get("upload-metadata") ?? "")
    .split(",")
    .map((pair) => pair.trim().split(" "));
  const metadata = Object.fromEntries(
    pairs.map(([key = "", value = ""]) => [key, Buffer.from(value, "base64").toString("utf8")]),
  );
  const text = (key: string) => printable((metadata[key] ?? "").slice(0, 255));
  return { file: text("filename"), set: text("setName"), into: text("into") };
}
