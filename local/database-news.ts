/** What the database's thread tells. */
export type DatabaseNews =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'in-use' }
  | { readonly kind: 'damaged'; readonly detail: string }
  | { readonly kind: 'error'; readonly detail: string }
  | { readonly kind: 'closed' };
