/** Whether the folder exists, as far as a server says so: at least one image is in it. */
import { faultText } from "@/lib/contracts/fault";
import { type Check, fails, notChecked, onServer, pass, whenKnown } from "../check";
import { references } from "../references";

export const folderFound: Check = {
  id: "folder-found",
  title: "The folder is on the server",
  severity: "critical",
  why: "A server has its own root folder, and clients use paths relative to it. The path on the server's disk may be wrong for a client.",
  reference: references.ewcGuide,
  needs: ["images"],
  judge: (facts) =>
    onServer(facts, ({ target, files }) =>
      whenKnown(files.images, (images) => {
        const all = Object.values(images);
        const folder = target.path === "" ? "/" : target.path;
        const found = all.filter(({ fault }) => fault?.code !== "file-not-found");
        if (all.length === 0) return notChecked("No image is needed, so the server was not asked for any.");
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
          `None of the images is in ${folder}.${closest === undefined ? "" : ` They are in ${closest === "" ? "the server's root folder" : closest}.`}`,
          {
            evidence: all.slice(0, 5).map(({ name, fault }) => ({
              asked: `${folder}: ${name}`,
              answer: fault ? faultText(fault) : "",
            })),
            affected: all.map(({ name }) => name),
            fix: {
              text:
                closest === undefined
                  ? "Enter the path relative to the server's root folder, in the same upper and lower case as on the server."
                  : `Use ${closest === "" ? "/" : closest}.`,
              ...(closest !== undefined && { cure: { kind: "use-image-path" as const, imagePath: closest } }),
            },
          },
        );
      }),
    ),
};
