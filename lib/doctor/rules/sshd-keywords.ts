/** The keywords of sshd_config and ssh_config, by where they are allowed. From the manual pages of OpenSSH 9. */

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Allowed in a Match block as well. */
const matchKeywords = words(`
  AcceptEnv AllowAgentForwarding AllowGroups AllowStreamLocalForwarding AllowTcpForwarding AllowUsers
  AuthenticationMethods AuthorizedKeysCommand AuthorizedKeysCommandUser AuthorizedKeysFile AuthorizedPrincipalsCommand
  AuthorizedPrincipalsCommandUser AuthorizedPrincipalsFile Banner CASignatureAlgorithms ChallengeResponseAuthentication
  ChannelTimeout ChrootDirectory ClientAliveCountMax ClientAliveInterval DenyGroups DenyUsers DisableForwarding
  ExposeAuthInfo ForceCommand GatewayPorts GSSAPIAuthentication HostbasedAcceptedAlgorithms HostbasedAuthentication
  HostbasedUsesNameFromPacketOnly IgnoreRhosts Include IPQoS KbdInteractiveAuthentication KerberosAuthentication LogLevel
  MaxAuthTries MaxSessions PAMServiceName PasswordAuthentication PermitEmptyPasswords PermitListen PermitOpen
  PermitRootLogin PermitTTY PermitTunnel PermitUserEnvironment PermitUserRC PubkeyAcceptedAlgorithms
  PubkeyAcceptedKeyTypes PubkeyAuthentication PubkeyAuthOptions RefuseConnection RekeyLimit RevokedKeys RDomain SetEnv
  StreamLocalBindMask StreamLocalBindUnlink TrustedUserCAKeys UnusedConnectionTimeout X11DisplayOffset X11Forwarding
  X11UseLocalhost`);
/** Allowed only before the first Match block. Subsystem is among them, because older servers reject it elsewhere. */
const globalKeywords = words(`
  AddressFamily Ciphers Compression DebianBanner FingerprintHash GSSAPICleanupCredentials GSSAPIKeyExchange
  GSSAPIStrictAcceptorCheck GSSAPIStoreCredentialsOnRekey HostbasedAcceptedKeyTypes HostCertificate HostKey HostKeyAgent
  HostKeyAlgorithms IgnoreUserKnownHosts KerberosGetAFSToken KerberosOrLocalPasswd KerberosTicketCleanup KexAlgorithms
  ListenAddress LoginGraceTime LogVerbose MACs MaxStartups ModuliFile PerSourceMaxStartups PerSourceNetBlockSize
  PerSourcePenalties PerSourcePenaltyExemptList PidFile Port PrintLastLog PrintMotd RequiredRSASize SecurityKeyProvider
  SshdAuthPath SshdSessionPath StrictModes Subsystem SyslogFacility TCPKeepAlive UseDNS UsePAM VersionAddendum
  XAuthLocation`);
/** Accepted with a warning, but without effect. */
const pastKeywords = words(`
  KeyRegenerationInterval Protocol RhostsRSAAuthentication RSAAuthentication ServerKeyBits UseLogin
  UsePrivilegeSeparation`);
/** Only in ssh_config. */
const clientKeywords = words(`
  AddKeysToAgent BatchMode CheckHostIP ConnectTimeout ControlMaster ControlPath ControlPersist EscapeChar ForwardAgent
  ForwardX11 ForwardX11Trusted GlobalKnownHostsFile GSSAPIDelegateCredentials HashKnownHosts Host HostKeyAlias Hostname
  IdentitiesOnly IdentityFile LocalForward NumberOfPasswordPrompts PreferredAuthentications ProxyCommand ProxyJump
  RemoteForward SendEnv ServerAliveCountMax ServerAliveInterval StrictHostKeyChecking Tunnel UpdateHostKeys User
  UserKnownHostsFile VisualHostKey`);

const keys = (keywords: readonly string[]): ReadonlySet<string> =>
  new Set(keywords.map((keyword) => keyword.toLowerCase()));
const inMatch = keys(matchKeywords);
const inGlobal = keys(globalKeywords);
const past = keys(pastKeywords);
const client = keys(clientKeywords);

export const isPastKeyword = (key: string): boolean => past.has(key);
export const isClientKeyword = (key: string): boolean => client.has(key);
export const isGlobalOnly = (key: string): boolean => inGlobal.has(key);
export const isServerKeyword = (key: string): boolean => inMatch.has(key) || inGlobal.has(key);
/** Keywords of both files, which do not tell one file from the other. */
const shared = keys(
  words(`AddressFamily Ciphers Compression GSSAPIAuthentication HostKeyAlgorithms Include IPQoS KbdInteractiveAuthentication
  KexAlgorithms LogLevel MACs PasswordAuthentication Port PubkeyAuthentication RekeyLimit SetEnv SyslogFacility TCPKeepAlive
  XAuthLocation CASignatureAlgorithms ChannelTimeout FingerprintHash HostbasedAuthentication LogVerbose GatewayPorts
  PubkeyAcceptedAlgorithms RequiredRSASize SecurityKeyProvider StreamLocalBindMask StreamLocalBindUnlink
  ChallengeResponseAuthentication HostbasedAcceptedAlgorithms`),
);
export const isServerOnly = (key: string): boolean => isServerKeyword(key) && !shared.has(key);

/** The keyword that a misspelled one was meant to be: one letter too many, too few, different, or two swapped. Null for others. */
export function meantKeyword(typed: string): string | null {
  const key = typed.toLowerCase();
  return (
    [...matchKeywords, ...globalKeywords].find((keyword) => isOneTypoAway(key, keyword.toLowerCase())) ?? null
  );
}

function isOneTypoAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a.length < 4) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const rest = (text: string, skip: number) => text.slice(start + skip);
  const isSwapped = a[start] === b[start + 1] && a[start + 1] === b[start] && rest(a, 2) === rest(b, 2);
  return isSwapped || rest(a, 1) === rest(b, 1) || rest(a, 0) === rest(b, 1) || rest(a, 1) === rest(b, 0);
}

/** Keywords whose values are yes or no. */
export const yesNoKeywords = keys(
  words(`KbdInteractiveAuthentication PasswordAuthentication PermitEmptyPasswords PermitTTY PrintMotd PubkeyAuthentication
  StrictModes TCPKeepAlive UseDNS UsePAM X11Forwarding`),
);

const repeated = keys(
  words(`AcceptEnv AllowGroups AllowUsers DenyGroups DenyUsers HostCertificate HostKey Include ListenAddress PermitListen
  PermitOpen PerSourcePenalties Port SetEnv Subsystem`),
);
/** Whether it may appear more than once in a block, each time with an effect of its own. */
export const mayRepeat = (key: string): boolean => repeated.has(key);
