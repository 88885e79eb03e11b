/** What a function printed during one invocation. */
export function Log({ lines }: { readonly lines: readonly Readonly<Record<string, unknown>>[] }) {
  if (lines.length === 0) return null;
  return (
    <section class="detail-part" data-testid="timeline-log">
      <h3>Log lines of this invocation</h3>
      <pre class="code">{lines.map((line) => JSON.stringify(line)).join('\n')}</pre>
    </section>
  );
}
