import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useKeys } from '../frame/keyboard.ts';
import { type Head, Heads } from './heads.tsx';
import { useHeight } from './use-size.ts';
import { useWindow } from './use-window.ts';

interface LongTableProps<R> {
  /** Names its test ids, `sessions-table` and `sessions-row`, and its class. */
  readonly name: string;
  readonly heads: readonly Head[];
  readonly rows: readonly R[];
  readonly keyOf: (row: R) => string;
  /** In pixels; every row is as high as that. */
  readonly rowHeight: number;
  readonly cells: (row: R, before: R | undefined) => ComponentChildren;
  /** What tests and scripts find a row by. */
  readonly facts: (row: R) => Readonly<Record<`data-${string}`, string | number | undefined>>;
  readonly open: (row: R) => void;
  /** The key of the row that is open, and what it shows. */
  readonly opened?: string | undefined;
  readonly detail?: (row: R) => ComponentChildren;
  /** Reads on, if nobody does already; called when the end comes near. */
  readonly more?: (() => void) | undefined;
}

/** Until an opened row has been measured. */
const DETAIL = 420;
/** Rows before the end at which more are read. */
const NEAR = 10;

/** A table of any length: only the rows in view are in the page. `j` and `k` choose a row, `Enter` opens it. */
export function LongTable<R>(props: LongTableProps<R>) {
  const { name, heads, rows, keyOf, rowHeight, opened, more } = props;
  const detailHeight = useSignal(DETAIL);
  const { ref, rows: seen } = useWindow<HTMLTableSectionElement>(
    rows.map((row) => (keyOf(row) === opened ? rowHeight + detailHeight.value : rowHeight)),
  );
  const isNearEnd = more !== undefined && seen.last >= rows.length - NEAR;
  useEffect(() => {
    if (isNearEnd) more();
  }, [isNearEnd, rows.length, more]);
  const chosen = useChoice(props, ref);
  return (
    <table class={`table of-${name}`} data-testid={`${name}-table`} aria-rowcount={rows.length + 1}>
      <Heads of={heads} />
      <tbody ref={ref}>
        <Spacer height={seen.before} />
        {rows.slice(seen.first, seen.last).map((row, i) => (
          <LongRow
            {...props}
            key={keyOf(row)}
            row={row}
            index={seen.first + i}
            isChosen={chosen === seen.first + i}
            measured={(height) => (detailHeight.value = height)}
          />
        ))}
        <Spacer height={seen.after} />
      </tbody>
    </table>
  );
}

/** The row that the keys have reached; scrolled to where it can be seen. */
function useChoice<R>(
  { rows, rowHeight, open }: LongTableProps<R>,
  body: { readonly current: Element | null },
): number {
  const chosen = useSignal(-1);
  const choose = (by: number): void => {
    chosen.value = Math.min(Math.max(chosen.value + by, 0), rows.length - 1);
    const top = (body.current?.getBoundingClientRect().top ?? 0) + chosen.value * rowHeight;
    const isSeen = top > innerHeight / 4 && top < (innerHeight * 3) / 4;
    if (!isSeen) scrollBy({ top: top - innerHeight / 2 });
  };
  useKeys({
    j: () => choose(1),
    k: () => choose(-1),
    Enter: () => {
      const row = rows[chosen.value];
      if (row !== undefined) open(row);
    },
  });
  return chosen.value;
}

/** Stands for the rows that are not drawn. */
function Spacer({ height }: { readonly height: number }) {
  return height === 0 ? null : (
    <tr aria-hidden="true">
      <td class="spacer" aria-hidden="true" height={height} colSpan={99} />
    </tr>
  );
}

interface LongRowProps<R> extends LongTableProps<R> {
  readonly row: R;
  readonly index: number;
  readonly isChosen: boolean;
  readonly measured: (height: number) => void;
}

function LongRow<R>(props: LongRowProps<R>) {
  const { name, row, rows, index, isChosen, keyOf, cells, facts, open, opened, detail } = props;
  const isOpen = keyOf(row) === opened;
  return (
    <>
      <tr
        class={`row row-link ${isChosen ? 'row-chosen' : ''} ${isOpen ? 'row-open' : ''}`}
        data-testid={`${name}-row`}
        {...facts(row)}
        aria-rowindex={index + 2}
        onClick={(event) => {
          if (!isOwnControl(event.target)) open(row);
        }}
      >
        {cells(row, rows[index - 1])}
      </tr>
      {isOpen && detail !== undefined && <DetailRow {...props} detail={detail} />}
    </>
  );
}

/** Links and fields in a row do what they do; its button opens it, as the row itself does. */
function isOwnControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('a, input, label') !== null;
}

interface DetailRowProps<R> extends LongRowProps<R> {
  readonly detail: (row: R) => ComponentChildren;
}

function DetailRow<R>({ name, heads, row, detail, measured }: DetailRowProps<R>) {
  const box = useHeight<HTMLTableRowElement>(measured);
  return (
    <tr class="opened" ref={box} data-testid={`${name}-detail`}>
      <td colSpan={heads.length}>
        <div class="detail">{detail(row)}</div>
      </td>
    </tr>
  );
}
