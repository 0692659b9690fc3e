/** Whether the SFTP server presents the host key that is pinned. */
import { type Check, fails, onServer, pass, warning, whenKnown } from "../check";
import { references } from "../references";

export const hostKey: Check = {
  id: "host-key",
  title: "The SFTP server's host key is known and unchanged",
  severity: "high",
  why: "The controller refuses to connect if the host key has changed. A changed key can mean that it is a different server.",
  reference: references.hostKeys,
  needs: ["reach"],
  judge: (facts) =>
    onServer(
      facts,
      ({ wire }) =>
        whenKnown(wire.hostKey, ({ presented, pinned }) => {
          const evidence = [
            { asked: "Host key that the server presents", answer: presented },
            { asked: "Pinned host key", answer: pinned ?? "none" },
          ];
          if (pinned === presented) return pass("The server presents the pinned host key.", { evidence });
          if (pinned === null)
            return warning("No host key is pinned yet, so the first login decides which key is trusted.", {
              evidence,
              fix: {
                text: "Compare the fingerprint with the server's own.",
                commands: ["ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub"],
              },
            });
          return fails("The server presents a different host key than the pinned one.", {
            evidence,
            fix: {
              text: "Compare the new fingerprint with the server's own. Accept it on Software Upgrade only if you know why it changed.",
              commands: ["ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub"],
            },
          });
        }),
      "sftp",
    ),
};
