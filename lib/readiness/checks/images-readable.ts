/** Whether the server lets everybody read the images. */
import { type Check, fails, notChecked, onServer, pass, whenKnown } from "../check";
import { listed } from "../fleet-questions";
import { references } from "../references";

export const imagesReadable: Check = {
  id: "images-readable",
  title: "The images can be read",
  severity: "critical",
  why: "A server can send only files that its own user account may read. Unzipped files are often readable only by their owner.",
  reference: references.tftpErrors,
  needs: ["images"],
  judge: (facts) =>
    onServer(facts, ({ target, files }) =>
      whenKnown(files.images, (images) => {
        const there = Object.values(images).filter(({ fault }) => fault?.code !== "file-not-found");
        if (there.length === 0) return notChecked("None of the images was found.");
        const refused = there.filter(({ fault }) => fault !== null);
        const evidence = there.map(({ name, fault }) => ({
          asked: `First bytes of ${name}`,
          answer: fault?.message ?? "received",
        }));
        if (refused.length === 0) return pass("The first bytes of each image were received.", { evidence });
        const denied = refused.filter(({ fault }) => fault?.code === "access-violation");
        const names = refused.map(({ name }) => name);
        const why = denied.length > 0 ? "The server denies access" : (refused[0]?.fault?.message ?? "");
        return fails(`${listed(names)} cannot be read. ${why.replace(/\.$/, "")}.`, {
          evidence,
          affected: names,
          fix: {
            text: "Give the server's user account permission to read the files and to enter the folders above them.",
            commands: [`chmod -R a+rX ${target.path === "" ? "." : target.path}`],
          },
        });
      }),
    ),
};
