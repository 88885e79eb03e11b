/** A column's title; the second part says how it is set. An empty title is for the eye only. */
export type Head = string | readonly [title: string, look: 'number' | 'unseen'];

/** The first line of a table. */
export function Heads({ of }: { readonly of: readonly Head[] }) {
  return (
    <thead>
      <tr>
        {of.map((head) => {
          const [title, look] = typeof head === 'string' ? [head, ''] : head;
          return (
            <th key={title} scope="col" class={look === 'number' ? look : ''}>
              {look === 'unseen' ? <span class={look}>{title}</span> : title}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
