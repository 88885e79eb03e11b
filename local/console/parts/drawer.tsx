import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { closeDrawer, type DrawerName } from '../frame/drawers.ts';
import { TwinBar } from '../frame/twin.tsx';
import { Button } from './button.tsx';

interface DrawerProps {
  readonly title: string;
  /** Also its test id. */
  readonly name: DrawerName;
  readonly children: ComponentChildren;
}

/** A sheet on the right that keeps the focus until it is closed, and then gives it back: the browser's own dialog. */
export function Drawer({ title, name, children }: DrawerProps) {
  const close = (): void => closeDrawer(name);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog class="drawer" ref={dialog} data-testid={name} aria-label={title} onClose={close}>
      <header class="drawer-head">
        <h2>{title}</h2>
        <Button look="small" testId={`${name}-close`} act={close}>
          Close <kbd>Esc</kbd>
        </Button>
      </header>
      <div class="drawer-body">{children}</div>
      <TwinBar />
    </dialog>
  );
}
