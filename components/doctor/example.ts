/** Example files with frequent mistakes. */

export const exampleFiles = [
  {
    name: "tftpd-hpa",
    text: `# /etc/default/tftpd-hpa
# Transfers are logged in /var/lib/syslog

TFTP_USERNAME="tftp"
TFTP_DIRECTORY="/srv/tftp"
TFTP_ADDRESS="127.0.0.1:69"
TFTP_OPTIONS="--create --blocksize 512"
`,
  },
  {
    name: "ssh_config",
    text: `# /etc/ssh/ssh_config
Host *
    SendEnv LANG LC_*
    HashKnownHosts yes

Subsystem sftp internal-sftp
Match User ewc-images
    ChrootDirectory /srv/sftp
    PasswordAuthentication no
`,
  },
  {
    name: "ls.txt",
    text: `$ ls -l /srv/tftp/EWC_17_12_1
total 158732
-rw-r----- 1 lena lena 62914560 Jan 10 10:00 ap1g8
-rw-r----- 1 lena lena 99614720 Jan 10 10:00 C9800-AP-iosxe-wlc.bin
`,
  },
] as const;

export const examplePath = "/srv/tftp/EWC_17_12_1";
