/** One integration of Veriff's customer portal. */
export interface SimulatorIntegration {
  /** UUID, `vrf-integration-id`. */
  readonly id: string;
  readonly name: string;
  /** UUID, `x-auth-client`. */
  readonly apiKey: string;
  readonly sharedSecret: string;
  /** Still accepted on calls, and used by the fault `oldSecret`: a rotation has two active secrets. */
  readonly previousSharedSecret?: string;
  /**
   * `first-name`: `Approve`, `Decline` and `Resubmit` decide by themselves after submit, as in Veriff's older
   * docs. `by-hand`: a test integration gives no decision by itself.
   */
  readonly decides?: 'by-hand' | 'first-name';
  /** DELETE answers 403 where it is not enabled. */
  readonly deleteEnabled?: boolean;
  /** The attempt with this number is declined by itself (539). */
  readonly attemptLimit?: number;
  /** `essential` sends the full-auto webhook in place of the decision webhook. */
  readonly plan?: 'standard' | 'essential';
  /** Refuse a `timestamp` older than one hour (1201). Off: the example of Veriff's own docs has one of 2016. */
  readonly strictTimestamp?: boolean;
}

export type Integration = Required<Omit<SimulatorIntegration, 'previousSharedSecret'>> &
  Pick<SimulatorIntegration, 'previousSharedSecret'>;

/** The integration with everything filled in that was left open. */
export function completeIntegration(given: SimulatorIntegration): Integration {
  return {
    decides: 'first-name',
    deleteEnabled: true,
    attemptLimit: 10,
    plan: 'standard',
    strictTimestamp: false,
    ...given,
  };
}
