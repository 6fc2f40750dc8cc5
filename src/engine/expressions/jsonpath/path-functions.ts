import type { Json } from '../../json.ts';
import { isObject } from '../json-values.ts';
import type { PathFunction } from './segment.ts';

/** Applies a function at the end of a path to what the path found; undefined where the function has no answer for it. */
export function applyFunction(name: PathFunction, value: Json): Json | undefined {
  switch (name) {
    case 'length':
    case 'size':
      if (Array.isArray(value) || typeof value === 'string') return value.length;
      return isObject(value) ? Object.keys(value).length : undefined;
    case 'keys':
      return isObject(value) ? Object.keys(value) : undefined;
    case 'first':
      return Array.isArray(value) ? value[0] : undefined;
    case 'last':
      return Array.isArray(value) ? value.at(-1) : undefined;
    case 'min':
    case 'max':
    case 'sum':
    case 'avg':
    case 'stddev':
      return aggregate(name, Array.isArray(value) ? value.filter((item) => typeof item === 'number') : []);
    default:
      return name satisfies never;
  }
}

function aggregate(name: 'min' | 'max' | 'sum' | 'avg' | 'stddev', numbers: readonly number[]): number | undefined {
  if (numbers.length === 0) return undefined;
  const sum = numbers.reduce((total, number) => total + number, 0);
  const average = sum / numbers.length;
  switch (name) {
    case 'min':
      return numbers.reduce((least, number) => Math.min(least, number));
    case 'max':
      return numbers.reduce((most, number) => Math.max(most, number));
    case 'sum':
      return sum;
    case 'avg':
      return average;
    case 'stddev':
      return Math.sqrt(numbers.reduce((total, number) => total + (number - average) ** 2, 0) / numbers.length);
    default:
      return name satisfies never;
  }
}
