/** What submitting the form does, updated while the user types. */
export const OutcomePreview = ({ first, others }: { first: string; others: readonly string[] }) => (
  <div role="status" className="flex max-w-prose flex-col gap-1 text-ink-2">
    <p className="font-medium text-ink">{first}</p>
    {others.map((words) => (
      <p key={words}>{words}</p>
    ))}
  </div>
);
