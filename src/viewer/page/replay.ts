/** Plays an execution again: moves the instant that all views show. Pauses are skipped. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Replay } from './context.ts';
import type { Subject } from './subject.ts';
import { lastAt } from './time-scale.ts';

export const speeds = [1, 2, 5, 10, 25, 50, 100] as const;

/** The longest that a pause without any event is watched at normal speed, in milliseconds. */
const longestPause = 600;

export function useReplay(subject: Subject, t: number | undefined, seek: (at: number | undefined) => void): Replay {
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(10);
  const at = useRef(t);
  at.current = t;
  useEffect(() => {
    if (!playing) return;
    let frame = 0;
    let before = performance.now();
    let gap = { at: 0, rate: 0, next: 0 };
    const step = (now: number): void => {
      const from = at.current ?? subject.from;
      /* The speed across a pause is decided where it begins, so that it does not slow down towards its end. */
      const index = lastAt(subject.times, from);
      const next = subject.times[subject.times[index]! > from ? index : index + 1];
      if (next !== undefined && next !== gap.next) {
        const pause = longestPause / Math.sqrt(speed);
        gap = { at: from, next, rate: Math.max(speed, (next - from) / pause) };
      }
      const to =
        next === undefined ? Infinity : Math.min(from + (now - before) * gap.rate, Math.max(next, from + (now - before) * speed));
      before = now;
      if (to >= subject.until) {
        seek(undefined);
        setPlaying(false);
        return;
      }
      seek(to);
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [playing, speed, subject]);
  return {
    playing,
    speed,
    setSpeed,
    seek: (to) => {
      setPlaying(false);
      seek(to === undefined ? undefined : Math.max(subject.from, Math.min(subject.until, to)));
    },
    toggle: () => {
      if (!playing && t === undefined) seek(subject.from);
      setPlaying(!playing);
    },
  };
}
