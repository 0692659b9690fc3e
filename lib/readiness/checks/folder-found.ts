/** Whether the folder exists, as far as a server says so: at least one image is in it. */
import { faultText } from "@/lib/contracts/fault";
import { type Check, fails, notChecked, onServer, pass, whenKnown } from "../check";
import { references } from "../references";

export const folderFound: Check = {
  id: "folder-found",
  title: "The folder is on the server",
  severity: "critical",
  why: "Server programs have a root folder of their own, and the path must be given below it. A path that is right on disk may be wrong for a client.",
  reference: references.ewcGuide,
  needs: ["images"],
  judge: (facts) =>
    onServer(facts, ({ target, files }) =>
      whenKnown(files.images, (images) => {
        const all = Object.values(images);
        const folder = target.path === "" ? "/" : target.path;
        const found = all.filter(({ fault }) => fault?.code !== "file-not-found");
        if (all.length === 0) return notChecked("No image is needed, so none was asked for.");
        if (found.length > 0 || files.listing.known)
          return pass(`${folder} is on the server.`, {
            evidence: found.slice(0, 3).map(({ name, fault }) => ({
              asked: `${folder}: ${name}`,
              answer: fault ? faultText(fault) : "found",
            })),
          });
        const others = files.otherFolders.known ? files.otherFolders.value : [];
        const [closest] = others;
        return fails(
          `None of the images is in ${folder}.${closest === undefined ? "" : ` ${closest === "" ? "The server's root" : closest} has them.`}`,
          {
            evidence: all.slice(0, 5).map(({ name, fault }) => ({
              asked: `${folder}: ${name}`,
              answer: fault ? faultText(fault) : "",
            })),
            affected: all.map(({ name }) => name),
            fix: {
              text:
                closest === undefined
                  ? "Enter the folder below the server's root, with the letter case that it has there."
                  : `Use ${closest === "" ? "/" : closest}.`,
              ...(closest !== undefined && { cure: { kind: "use-image-path" as const, imagePath: closest } }),
            },
          },
        );
      }),
    ),
};
