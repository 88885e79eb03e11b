import { useEffect, useRef } from 'preact/hooks';

/** What a key does on the page that is open. */
export type Keys = Readonly<Record<string, () => void>>;

interface Layer {
  keys: Keys;
}

const layers: Layer[] = [];

/** Keys of a component, as long as it is there; the newest component that knows a key takes it. */
export function useKeys(keys: Keys): void {
  const layer = useRef<Layer>({ keys });
  // At once and not after the next paint: somebody may type faster.
  layer.current.keys = keys;
  useEffect(() => {
    const { current } = layer;
    layers.unshift(current);
    return () => {
      layers.splice(layers.indexOf(current), 1);
    };
  }, []);
}

/** Starts to listen. Keys with Ctrl, Alt or Meta are the browser's. */
export function startKeyboard(): void {
  addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || isTaken(key, target)) return;
    const action = layers.find(({ keys }) => Object.hasOwn(keys, key))?.keys[key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
}

/** Never while somebody types; and `Enter` presses what has the focus. */
function isTaken(key: string, target: EventTarget | null): boolean {
  return isTyping(target) || (key === 'Enter' && target !== document.body);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(?:input|textarea|select)$/i.test(target.tagName);
}

/** Puts the focus on an element of the page, if it is there. */
export function focusOn(testId: string): void {
  const found = document.querySelector(`[data-testid="${testId}"]`);
  if (found instanceof HTMLElement) found.focus();
}

/** Presses a control of the page, if it is there. */
export function press(testId: string): void {
  const found = document.querySelector(`[data-testid="${testId}"]`);
  if (found instanceof HTMLElement) found.click();
}
