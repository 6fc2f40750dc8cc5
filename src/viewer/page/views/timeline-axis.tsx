import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { usePage } from '../context.ts';
import { duration } from '../format.ts';
import type { TimeScale } from '../time-scale.ts';

/** Distances between ticks, in milliseconds. */
const steps = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000,
  7_200_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000, 604_800_000,
];
const height = 34;
/** Room that the text of a tick needs, in pixels. */
const roomOfTick = 84;

/** Ticks since the start, the pauses left out with their real length; dragging across it zooms in. */
export function Axis({ scale, width, names }: { scale: TimeScale; width: number; names: number }): JSX.Element {
  const { subject, state, update } = usePage();
  const [from, until] = state.zoom ?? [subject.from, subject.until];
  const [brush, setBrush] = useState<readonly [number, number] | undefined>(undefined);
  const start = useRef<number | undefined>(undefined);
  const shares = (event: PointerEvent): number => {
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - box.left) / width));
  };
  const end = (): void => {
    if (brush && Math.abs(brush[1] - brush[0]) > 0.01) {
      const [one, other] = [Math.min(...brush), Math.max(...brush)];
      const zoom = [scale.timeAt(one), scale.timeAt(other)] as const;
      if (zoom[1] - zoom[0] >= 2) update({ zoom });
    }
    start.current = undefined;
    setBrush(undefined);
  };
  return (
    <div class="axis">
      <span class="axis-name" style={{ width: `${names}px` }}>
        {state.zoom ? (
          <button type="button" class="link" onClick={() => update({ zoom: undefined })}>
            Whole time
          </button>
        ) : (
          'State'
        )}
      </span>
      <svg
        class="axis-scale"
        width={width}
        height={height}
        aria-hidden="true"
        onPointerDown={(event) => {
          start.current = shares(event);
          (event.currentTarget as SVGElement).setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          if (start.current !== undefined) setBrush([start.current, shares(event)]);
        }}
        onPointerUp={end}
      >
        {ticksOf(scale, from, until, subject.from, width).map(({ x, text }) => (
          <g class="tick">
            <path d={`M${x} ${height - 6}v6`} />
            <text x={x + 3} y={height - 9}>
              {text}
            </text>
          </g>
        ))}
        {breaksOf(scale, width).map(({ x, wide, text, said }) => (
          <g class="break">
            <title>{`Pause of ${said}`}</title>
            <rect x={x} y="0" width={wide} height={height} />
            {text && (
              <text x={x + wide / 2} y="12">
                {text}
              </text>
            )}
          </g>
        ))}
        {brush && (
          <rect
            class="brush"
            x={Math.min(...brush) * width}
            width={Math.abs(brush[1] - brush[0]) * width}
            y="0"
            height={height}
          />
        )}
      </svg>
    </div>
  );
}

/** The pauses with their lengths, where there is room for the text. */
function breaksOf(scale: TimeScale, width: number): { x: number; wide: number; text: string; said: string }[] {
  let after = -Infinity;
  return scale.breaks.map((gap) => {
    const x = scale.place(gap.from) * width;
    const wide = (scale.place(gap.until) - scale.place(gap.from)) * width;
    const said = duration(gap.until - gap.from);
    const text = said.split(' ').slice(0, 2).join(' ');
    const half = text.length * 3.2;
    if (x + wide / 2 - half < after) return { x, wide, said, text: '' };
    after = x + wide / 2 + half + 4;
    return { x, wide, said, text };
  });
}

interface Tick {
  readonly x: number;
  readonly text: string;
}

/** Ticks at round distances from the start, in each stretch between two pauses. */
function ticksOf(scale: TimeScale, from: number, until: number, zero: number, width: number): Tick[] {
  const idle = scale.breaks.reduce((sum, gap) => sum + gap.until - gap.from, 0);
  const step = steps.find((candidate) => ((until - from - idle) / candidate) * roomOfTick < width) ?? steps.at(-1)!;
  const ticks: Tick[] = [];
  let after = -Infinity;
  const add = (time: number): void => {
    const x = Math.round(scale.place(time) * width);
    if (x < after + roomOfTick || x > width - roomOfTick / 2) return;
    after = x;
    ticks.push({ x, text: `+${duration(time - zero)}` });
  };
  let at = from;
  for (const stretchEnd of [...scale.breaks.map((gap) => gap.from), until]) {
    add(at);
    for (let time = zero + Math.ceil((at - zero + 1) / step) * step; time < stretchEnd && ticks.length < 200; time += step)
      add(time);
    at = scale.breaks.find((gap) => gap.from === stretchEnd)?.until ?? until;
  }
  return ticks;
}
