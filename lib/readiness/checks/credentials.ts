/** Whether the user name and the password are accepted. */
import { faultText } from "@/lib/contracts/fault";
import { type Check, fails, notChecked, onServer, pass, whenKnown } from "../check";
import { references } from "../references";

export const credentials: Check = {
  id: "credentials",
  title: "The SFTP server accepts the user name and password",
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
            return fails(`The server closes the session of ${target.user}: ${fault.message}`, {
              evidence,
              fix: {
                text: "Allow SFTP for the user. If the user is restricted to a folder (ChrootDirectory), root must own that folder and all folders above it, and nobody else may have write permission.",
                commands: [
                  "chown root:root /srv/sftp && chmod 755 /srv/sftp",
                  "sshd_config: ForceCommand internal-sftp",
                ],
              },
            });
          if (fault.code !== "authentication-failed")
            return notChecked(`No login was possible: ${fault.message}`, { evidence });
          return fails(`The server rejects the password of ${target.user}.`, {
            evidence,
            fix: {
              text: "Enter the password again, or reset it on the server.",
              cure: { kind: "enter-password" },
            },
          });
        }),
      "sftp",
    ),
};
