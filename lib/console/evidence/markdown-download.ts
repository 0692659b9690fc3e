/** A Markdown document as a download. */
import "server-only";

/** @param name of the file, without its ending */
export const markdownDownload = (name: string, text: string): Response =>
  new Response(text, {
    headers: {
      "content-type": "text/markdown; charset=utf-8",
      "content-disposition": `attachment; filename="${name}.md"`,
      "cache-control": "no-store",
    },
  });
