/** A request off the wire, whatever brought it: an SDK client's requestHandler in this process or a loopback HTTP server. */
import type { ServiceModel } from './model.ts';
import type { OperationShape } from './shape.ts';

export interface WireRequest {
  readonly method: string;
  /** Host without port. */
  readonly hostname: string;
  /** Path as on the wire: percent-encoded, without the query string. */
  readonly path: string;
  /** Decoded. */
  readonly query: Readonly<Record<string, string | readonly string[] | null>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface WireResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A decoded request. */
export interface DecodedCall {
  readonly operation: OperationShape;
  readonly input: Record<string, unknown>;
}

/** A protocol: requests to inputs, outputs and errors to responses. Throws AwsError for requests that name no operation. */
export interface Protocol {
  decode(request: WireRequest, model: ServiceModel): DecodedCall;
  encode(output: unknown, operation: OperationShape, model: ServiceModel, requestId: string): WireResponse;
  encodeError(error: WireError, model: ServiceModel, requestId: string): WireResponse;
}

export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly statusCode: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The first value of a query parameter. */
export function queryValue(request: WireRequest, name: string): string | undefined {
  const value = Object.hasOwn(request.query, name) ? request.query[name] : undefined;
  return value === null ? '' : typeof value === 'object' ? value[0] : value;
}

/** The body as text. */
export function bodyText(request: WireRequest): string {
  return Buffer.from(request.body.buffer, request.body.byteOffset, request.body.byteLength).toString('utf8');
}
