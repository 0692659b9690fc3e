/** Runs OpenSSH's sftp, with the password from an askpass program instead of a terminal. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installed } from "../../lib/testing/installed-programs";

/** The path of sftp; undefined if it is not installed. */
export const openSshSftp = installed("sftp");

/** Runs a batch and returns its output. Throws when the login or a command of the batch fails. */
export function sftpBatch(login: { user: string; password: string; port: number }, batch: string): string {
  const folder = mkdtempSync(join(tmpdir(), "ewc-askpass-"));
  const askpass = join(folder, "askpass.sh");
  writeFileSync(askpass, '#!/bin/sh\necho "$ANSWER"\n', { mode: 0o700 });
  try {
    return execFileSync(
      openSshSftp ?? "",
      [
        // ssh uses the first value of an option, and -b sets BatchMode=yes, which disables passwords.
        ...["-q", "-o", "BatchMode=no", "-P", String(login.port), "-b", "-"],
        ...["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"],
        ...["-o", "NumberOfPasswordPrompts=1", "-o", "PubkeyAuthentication=no", `${login.user}@127.0.0.1`],
      ],
      {
        input: batch,
        encoding: "utf8",
        stdio: ["pipe", "pipe", "pipe"],
        env: { ...process.env, SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: "force", ANSWER: login.password },
      },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
