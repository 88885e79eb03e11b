/** As much of the answer to a create as the console needs. */
export interface Created {
  readonly verification: { readonly id: string };
}
