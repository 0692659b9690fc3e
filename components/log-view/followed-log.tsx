/** The lines of a log with a way to older ones. Loading older lines stops following the newest. */
import { LogLines } from "./log-lines";
import { NoLines, OlderLines } from "./no-lines";
import type { useLog } from "./use-log";

export function FollowedLog({
  log,
  label,
  following,
  onFollow,
  reachable,
  narrowed,
  none,
}: {
  log: ReturnType<typeof useLog>;
  label: string;
  following: boolean;
  onFollow: (following: boolean) => void;
  reachable: boolean;
  /** A filter hides lines. */
  narrowed: boolean;
  /** Shown while the log is empty. */
  none: string;
}) {
  return (
    <LogLines
      lines={log.lines}
      label={label}
      following={following}
      onFollow={onFollow}
      above={
        <OlderLines
          log={log}
          reachable={reachable}
          onLoad={() => {
            onFollow(false);
            log.loadOlder();
          }}
        />
      }
    >
      <NoLines log={log} narrowed={narrowed} none={none} />
    </LogLines>
  );
}
