/** Whether the user may list the folder of the images. */
import { type Check, onServer, pass, warning, whenKnown } from "../check";
import { references } from "../references";

export const folderReadable: Check = {
  id: "folder-readable",
  title: "The folder can be listed",
  severity: "low",
  why: "The controller opens files without listing the folder, but a folder that cannot be listed is often the first sign of wrong permissions.",
  reference: references.ewcGuide,
  needs: ["images"],
  judge: (facts) =>
    onServer(
      facts,
      ({ target, files }) => {
        const folder = target.path === "" ? "/" : target.path;
        if (
          !files.listing.known &&
          files.images.known &&
          Object.values(files.images.value).some(({ fault }) => fault === null)
        )
          return warning(
            `${folder} cannot be listed, although its images can be read: ${files.listing.reason}`,
            {
              fix: {
                text: "Give the user permission to read and enter the folder.",
                commands: [`chmod a+rx ${folder}`],
              },
            },
          );
        return whenKnown(files.listing, (names) =>
          pass(`${folder} has ${names.length} entries.`, {
            evidence: [{ asked: `A listing of ${folder}`, answer: names.slice(0, 20).join(", ") }],
          }),
        );
      },
      "sftp",
    ),
};
