/** Whether all images are of one version. */
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import { type Check, fails, notChecked, onServer, pass, whenKnown } from "../check";
import { references } from "../references";

export const oneVersion: Check = {
  id: "one-version",
  title: "All images have the same version",
  severity: "critical",
  why: "An access point must run the same version as its controller. With any other version, it downloads again when it joins, and can end up in a download loop.",
  reference: references.ewcGuide,
  needs: ["images"],
  judge: (facts) =>
    onServer(facts, ({ files }) =>
      whenKnown(files.images, (images) => {
        const told = Object.values(images).flatMap(({ name, version }) =>
          version === null || name === CONTROLLER_IMAGE ? [] : [{ name, version }],
        );
        if (told.length === 0) return notChecked("No version could be read from the images.");
        const evidence = told.map(({ name, version }) => ({
          asked: `Version of ${name}`,
          answer: version,
        }));
        const versions = [...new Set(told.map(({ version }) => version))];
        if (versions.length === 1)
          return pass(`All images whose version could be read have version ${versions[0]}.`, { evidence });
        const text = versions.map(
          (version) =>
            `${version} (${told
              .filter((image) => image.version === version)
              .map(({ name }) => name)
              .join(", ")})`,
        );
        return fails(`The folder mixes versions: ${text.join("; ")}.`, {
          evidence,
          affected: told.map(({ name }) => name),
          fix: { text: "Empty the folder, then unzip a single bundle into it." },
        });
      }),
    ),
};
