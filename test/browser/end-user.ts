import type { FrameLocator, Page } from 'playwright-core';
import type { Rig } from '../simulator/rig.ts';
import { type Hands, handsOn } from './hands.ts';

/** The end user on the hosted page, in a tab or in a frame. */
export function endUser(on: Page | FrameLocator): Hands {
  return handsOn(on, 'enduser-');
}

/** From the welcome to the reviewer's desk. */
export const UP_TO_THE_DESK = ['start', 'document-next', 'submit'] as const;

/** Opens the session's page in a tab. */
export async function visitSession(page: Page, rig: Rig, id: string, query = ''): Promise<Hands> {
  await page.goto(`${(await rig.session(id)).url}${query}`);
  return endUser(page);
}

/** What the webhooks said, once all that are due have been sent. */
export async function told(rig: Rig): Promise<readonly (string | undefined)[]> {
  await rig.advance(0);
  return rig.receiver.received.map(({ json }) => json?.action ?? json?.verification?.status);
}
