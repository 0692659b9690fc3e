/** Whether the path names a folder, not an image or a zip file. */
import { imagePathSchema } from "@/lib/contracts/profile-fields";
import { type Check, fails, onServer, pass } from "../check";
import { references } from "../references";

export const pathIsFolder: Check = {
  id: "path-is-folder",
  title: "The image path is a folder",
  severity: "critical",
  why: "The name of each image is appended to the path. If the path already ends in a file name, every request is for a file that does not exist.",
  reference: references.ewcGuide,
  needs: [],
  judge: (facts) =>
    onServer(facts, ({ target: { path } }) => {
      const evidence = [{ asked: "Path as entered", answer: path === "" ? "/" : path }];
      const checked = imagePathSchema.safeParse(path === "" ? "/" : path);
      if (checked.success) return pass("The path is a valid folder path.", { evidence });
      const [issue] = checked.error.issues;
      const folder = path.replaceAll("\\", "/").replace(/\/?[^/]*\/?$/, "");
      return fails(issue?.message ?? "The path is not a folder.", {
        evidence,
        fix: {
          text: "Enter the folder that holds the unzipped images.",
          ...(/\.zip$/i.test(path) ? {} : { cure: { kind: "use-image-path" as const, imagePath: folder } }),
        },
      });
    }),
};
