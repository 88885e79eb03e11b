import type { WriteDetail } from '../../console-api/wire-trace.ts';
import { Heads } from '../parts/heads.tsx';
import { Tag } from '../parts/shape.tsx';
import { changedLines } from './changed-lines.ts';

/** A write: its named condition and verdict, and the item before and after. */
export function Items({ detail }: { readonly detail: WriteDetail }) {
  const { operation, key, condition, before, after } = detail;
  const lines = changedLines(before ?? {}, after ?? before ?? {});
  return (
    <section class="detail-part" data-testid="timeline-write">
      <h3>
        {operation} <code>{key}</code>
      </h3>
      {condition !== undefined && (
        <p>
          <Tag
            tone={condition.held ? 'good' : 'bad'}
            shape={condition.held ? 'check' : 'cross'}
            word={condition.held ? 'condition held' : 'condition failed'}
          />{' '}
          {condition.name} <code>{condition.text}</code>
        </p>
      )}
      <table class="table item" data-testid="timeline-item">
        <Heads of={['Attribute', 'Before', 'After']} />
        <tbody>
          {lines.map((line) => (
            <tr key={line.name} class={line.isChanged ? 'differs' : ''}>
              <th scope="row" class="mono">
                {line.name}
              </th>
              <td class="mono">{line.before}</td>
              <td class="mono">{line.after}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function JsonText({ title, value }: { readonly title: string; readonly value: unknown }) {
  return (
    <section class="detail-part">
      <h3>{title}</h3>
      <pre class="code">{JSON.stringify(value, null, 2)}</pre>
    </section>
  );
}
