/**
 * DynamoDB's numbers: decimal texts of up to 38 significant digits, computed exactly.
 * Source: Amazon DynamoDB Developer Guide, "Supported data types and naming rules".
 */
import { validation } from './errors.ts';

/** `coefficient * 10^exponent`, without trailing zeros in the coefficient; zero is 0 * 10^0. */
export interface Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

const form = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,5})?$/;
const maximumDigits = 38;

/** Reads a number as a client sends it; throws AWS's ValidationException for texts that are none or exceed precision or magnitude. */
export function parseNumber(text: string): Decimal {
  if (!form.test(text)) {
    throw validation(
      text === ''
        ? 'The parameter cannot be converted to a numeric value'
        : `The parameter cannot be converted to a numeric value: ${text}`,
    );
  }
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = `${whole}${fraction}`.replace('+', '');
  return checked(normalize(BigInt(digits), Number(power) - fraction.length));
}

function normalize(coefficient: bigint, exponent: number): Decimal {
  if (coefficient === 0n) return { coefficient: 0n, exponent: 0 };
  const digits = coefficient.toString();
  const zeros = digits.length - digits.replace(/0+$/, '').length;
  return { coefficient: coefficient / 10n ** BigInt(zeros), exponent: exponent + zeros };
}

function checked(value: Decimal): Decimal {
  if (value.coefficient === 0n) return value;
  const digits = magnitude(value).length;
  const order = digits + value.exponent - 1;
  if (order > 125) throw validation('Number overflow. Attempting to store a number with magnitude larger than supported range');
  if (order < -130)
    throw validation('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  if (digits > maximumDigits) throw validation('Attempting to store more than 38 significant digits in a Number');
  return value;
}

const magnitude = ({ coefficient }: Decimal): string => (coefficient < 0n ? -coefficient : coefficient).toString();

/** `left + right`, or `left - right` with `sign` -1. */
export function addNumbers(left: Decimal, right: Decimal, sign: 1 | -1 = 1): Decimal {
  const exponent = Math.min(left.exponent, right.exponent);
  const scaled = ({ coefficient, exponent: own }: Decimal): bigint => coefficient * 10n ** BigInt(own - exponent);
  return checked(normalize(scaled(left) + BigInt(sign) * scaled(right), exponent));
}

/** The number as DynamoDB returns it: plain decimal notation, no exponent, no needless zeros. */
export function formatNumber(value: Decimal): string {
  const sign = value.coefficient < 0n ? '-' : '';
  const digits = magnitude(value);
  if (value.exponent >= 0) return `${sign}${digits}${'0'.repeat(value.exponent)}`;
  const padded = digits.padStart(1 - value.exponent, '0');
  return `${sign}${padded.slice(0, value.exponent)}.${padded.slice(value.exponent)}`;
}

/** A text whose order under `<` is the order of the numbers: what sort keys of type N are compared by. */
export function sortableNumber(value: Decimal): string {
  if (value.coefficient === 0n) return '1';
  const digits = magnitude(value);
  const order = String(digits.length + value.exponent + 200).padStart(3, '0');
  if (value.coefficient > 0n) return `2${order}${digits}`;
  const complement = (text: string): string => text.replace(/\d/g, (digit) => String(9 - Number(digit)));
  return `0${complement(order)}${complement(digits)}:`;
}
