/** A session by the beginning of its id. */
export function SessionLink({ id }: { readonly id: string }) {
  return (
    <a class="mono" href={`/sessions/${id}`}>
      {id.slice(0, 8)}
    </a>
  );
}
