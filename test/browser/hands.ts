import type { FrameLocator, Locator, Page } from 'playwright-core';

/** A person's hands and eyes on a page, by test ids. */
export interface Hands {
  part(id: string): Locator;
  /** Waits until it can be seen. */
  see(id: string): Promise<void>;
  press(...ids: readonly string[]): Promise<void>;
  read(id: string): Promise<string>;
}

/** `prefix` begins every test id. */
export function handsOn(on: Page | FrameLocator, prefix = ''): Hands {
  const part = (id: string): Locator => on.getByTestId(`${prefix}${id}`);
  return {
    part,
    see: async (id) => part(id).waitFor(),
    press: async (...ids) => {
      for (const id of ids) await part(id).click();
    },
    read: async (id) => (await part(id).innerText()).trim(),
  };
}
