/** The OpenSSH server: sshd_config, and the files that are mistaken for it. */

import { listenRules } from "../addresses";
import { linesOf } from "../lines";
import { logRule } from "../log-place";
import { type KindModule, type Rule, when } from "../rule";
import { type Doc, globals, parse } from "./sshd-file";
import { isServerKeyword, isServerOnly } from "./sshd-keywords";
import { algorithmRules, limitRules, sshdLog } from "./sshd-limits";
import { loginRules } from "./sshd-login";
import { sftpRules } from "./sshd-sftp";
import { syntaxRules } from "./sshd-syntax";

export const sshdConfig: KindModule<Doc> = {
  kind: "sshd-config",
  label: "sshd_config",
  parse,
  place: ({ host }) => (host === "windows" ? "C:\\ProgramData\\ssh\\sshd_config" : "/etc/ssh/sshd_config"),
  rules: [
    ...syntaxRules,
    ...sftpRules,
    ...loginRules,
    ...limitRules,
    ...algorithmRules,
    logRule("sshd", "sshd-config", sshdLog),
    ...listenRules<Doc>("sshd", "ListenAddress", (doc) =>
      globals(doc, "ListenAddress")
        .filter(({ args }) => args.length > 0)
        .map(({ args: [text = ""], line }) => {
          const [, bracketed, plain = "", port = ""] =
            /^(?:\[([^\]]*)\]|([^:]*|.*:.*:.*?))(:\d+)?$/.exec(text) ?? [];
          return {
            address: bracketed ?? plain,
            line,
            replace: (address) => ({
              line,
              text:
                address === ""
                  ? null
                  : `ListenAddress ${address.includes(":") && port ? `[${address}]` : address}${port}`,
            }),
          };
        }),
    ),
  ],
};

const sshConfigRules: readonly Rule<Doc>[] = [
  {
    id: "ssh-config-given",
    severity: "error",
    title: "This is ssh_config, the client's file. The server reads sshd_config.",
    why: "Settings in this file do not affect the SFTP server, which reads /etc/ssh/sshd_config, with a d.",
    fix: "Move the lines for the server to /etc/ssh/sshd_config.",
    find: () => [{ line: null }],
  },
  {
    id: "ssh-config-server-lines",
    severity: "error",
    title: "A server setting is in the client's file.",
    why: "The client rejects it as a bad configuration option: ssh and sftp no longer work on this host.",
    fix: "Move it to /etc/ssh/sshd_config.",
    find: (doc) =>
      doc.directives.flatMap(({ key, line, keyword }) =>
        when(isServerOnly(key), () => ({ line, problem: `${keyword} is a server setting.` })),
      ),
  },
];

/** A file for the server: the settings that a server needs, then the server settings from the client's file. */
function rewrite(text: string): string {
  const doc = parse(text);
  const lines = linesOf(text);
  const own = (block: number) =>
    doc.directives.filter(
      (each) => each.block === block && each.args.length > 0 && isServerKeyword(each.key),
    );
  const keeps = (block: number) => own(block).some(({ key }) => isServerOnly(key));
  const globalLines = own(0).filter(({ key }) => isServerOnly(key));
  const content = (line: number) => (lines[line - 1] ?? "").trim();
  const blocks = doc.blocks.flatMap(({ line }, index) =>
    index > 0 && keeps(index)
      ? ["", content(line), ...own(index).map((each) => `    ${content(each.line)}`)]
      : [],
  );
  const has = (keyword: string) => globalLines.some(({ key }) => key === keyword.toLowerCase());
  return [
    "Include /etc/ssh/sshd_config.d/*.conf",
    ...(has("UsePAM") ? [] : ["UsePAM yes"]),
    "PasswordAuthentication yes",
    ...globalLines.map(({ line }) => content(line)),
    ...blocks,
    "",
  ].join("\n");
}

export const sshConfig: KindModule<Doc> = {
  kind: "ssh-config",
  label: "ssh_config of the SSH client",
  parse,
  place: (purpose) => sshdConfig.place(purpose),
  rules: sshConfigRules,
  rewrite,
};

/** A file of vsftpd has nothing to correct, because vsftpd speaks another protocol. */
export const vsftpd: KindModule<{ lines: readonly string[] }> = {
  kind: "vsftpd",
  label: "vsftpd configuration",
  parse: (text) => ({ lines: linesOf(text) }),
  place: () => null,
  rules: [
    {
      id: "vsftpd-refused",
      severity: "error",
      title: "vsftpd serves FTP, which the controller does not support.",
      why: "SFTP is file transfer over SSH, on port 22. FTP and FTPS (FTP over TLS) are different protocols.",
      fix: "Use sshd for SFTP, or a TFTP server, and paste its file here.",
      find: () => [
        { line: null, commands: ["systemctl disable --now vsftpd", "systemctl enable --now ssh"] },
      ],
    },
  ],
};
