/** Whether the user name and the password are accepted. */
import { faultText } from "@/lib/contracts/fault";
import { type Check, fails, notChecked, onServer, pass, whenKnown } from "../check";
import { references } from "../references";

export const credentials: Check = {
  id: "credentials",
  title: "The SFTP server accepts user name and password",
  severity: "critical",
  why: "The controller logs in once for each image. With a wrong password, every download fails.",
  reference: references.passwords,
  needs: ["reach"],
  judge: (facts) =>
    onServer(
      facts,
      ({ target, wire }) =>
        whenKnown(wire.login, ({ fault }) => {
          const evidence = [
            {
              asked: `Login as ${target.user ?? ""} with the password`,
              answer: fault ? faultText(fault) : "accepted",
            },
          ];
          if (fault === null) return pass(`The server accepts ${target.user}.`, { evidence });
          if (fault.code === "server-gone" || fault.code === "peer-error")
            return fails(`The server ends the session of ${target.user}: ${fault.message}`, {
              evidence,
              fix: {
                text: "If the user is kept in a folder, that folder and all above it must belong to root, with nobody else allowed to write. Allow SFTP for the user.",
                commands: [
                  "chown root:root /srv/sftp && chmod 755 /srv/sftp",
                  "sshd_config: ForceCommand internal-sftp",
                ],
              },
            });
          if (fault.code !== "authentication-failed")
            return notChecked(`No login was possible: ${fault.message}`, { evidence });
          return fails(`The server refuses the password of ${target.user}.`, {
            evidence,
            fix: {
              text: "Enter the password again, or set it anew on the server.",
              cure: { kind: "enter-password" },
            },
          });
        }),
      "sftp",
    ),
};
