/**
 * A live log: it follows the newest line until the user scrolls up, filters by text, and downloads the whole log as a
 * file.
 */
"use client";

import { Download } from "lucide-react";
import { useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { SearchInput } from "@/components/ui/input";
import { Toolbar } from "@/components/ui/toolbar";
import { useRowKeys, useTopic } from "@/lib/client/rows/hooks";
import { useLive } from "@/lib/client/stream/live-context";
import type { LogLine } from "@/lib/contracts/logs";
import { FollowButton } from "./follow-button";
import { LogLines } from "./log-lines";

/** A topic of the stream whose rows are log lines. */
export type LogTopic = "syslog" | "install" | "tftp" | "sftp" | `console:${string}`;

export function LogView({
  topic,
  label,
  onDownload,
}: {
  topic: LogTopic;
  label: string;
  /** Reads the whole log and saves it as a file. */
  onDownload: () => Promise<void>;
}) {
  const status = useTopic(topic);
  const [text, setText] = useState("");
  const [following, setFollowing] = useState(true);
  const [downloading, setDownloading] = useState(false);
  const lines = useLines(topic, text);
  const download = async () => {
    setDownloading(true);
    await onDownload().finally(() => setDownloading(false));
  };
  return (
    <div className="flex h-full min-h-72 flex-col">
      <Toolbar
        label={`${label}: filter`}
        end={
          <>
            <FollowButton following={following} onChange={setFollowing} />
            <Button
              size="sm"
              busy={downloading}
              icon={<Download aria-hidden />}
              onClick={() => void download()}
            >
              Download
            </Button>
          </>
        }
      >
        <SearchInput label="Filter lines" value={text} onChange={(event) => setText(event.target.value)} />
      </Toolbar>
      <LogLines lines={lines} label={label} following={following} onFollow={setFollowing}>
        {status === "pending" ? (
          <RowsPending label="Loading the log" />
        ) : (
          <EmptyState title={text === "" ? "No lines yet" : "No lines match the filter"} />
        )}
      </LogLines>
    </div>
  );
}

function useLines(topic: LogTopic, text: string): readonly LogLine[] {
  const { store } = useLive();
  const keys = useRowKeys(topic);
  return useMemo(() => {
    const wanted = text.trim().toLowerCase();
    const lines: LogLine[] = [];
    for (const key of keys) {
      const line = store.row(topic, key);
      if (line && (wanted === "" || line.text.toLowerCase().includes(wanted))) lines.push(line);
    }
    return lines;
  }, [store, topic, keys, text]);
}
