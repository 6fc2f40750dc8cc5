/** Rows of one height of which only those in sight are in the document. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface VirtualRowsProps {
  readonly count: number;
  readonly rowHeight: number;
  /** This row is brought into sight when it changes. */
  readonly current: number;
  readonly className: string;
  readonly render: (index: number) => ComponentChildren;
  /** Wraps the rows in sight: a list or a group of table rows. */
  readonly wrap: (rows: ComponentChildren) => ComponentChildren;
}

/** Rows rendered beyond the edges. */
const beyond = 8;

export function VirtualRows({ count, rowHeight, current, className, render, wrap }: VirtualRowsProps): JSX.Element {
  const outer = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  const frame = useRef(0);
  const look = (): void => {
    const element = outer.current;
    if (element) setView({ top: element.scrollTop, height: element.clientHeight });
  };
  useLayoutEffect(look, [count]);
  useEffect(() => {
    const observer = new ResizeObserver(look);
    observer.observe(outer.current!);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    const element = outer.current;
    if (!element || current < 0) return;
    const top = current * rowHeight;
    if (top < element.scrollTop) element.scrollTop = Math.max(0, top - rowHeight);
    else if (top + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = top - element.clientHeight + 3 * rowHeight;
    look();
  }, [current, count]);
  const first = Math.max(0, Math.floor(view.top / rowHeight) - beyond);
  const last = Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + beyond);
  const rows: ComponentChildren[] = [];
  for (let index = first; index < last; index += 1) rows.push(render(index));
  const onScroll = (): void => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(look);
  };
  return (
    <div ref={outer} class={`virtual ${className}`} onScroll={onScroll}>
      <div class="virtual-all" style={{ height: `${count * rowHeight}px` }}>
        <div class="virtual-shown" style={{ transform: `translateY(${first * rowHeight}px)` }}>
          {wrap(rows)}
        </div>
      </div>
    </div>
  );
}
