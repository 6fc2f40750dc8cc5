/** What the optimized integrations add to a service's answer: the HTTP headers, as the AWS SDK for Java 1 hands them over. */
import type { Json } from '../../engine/json.ts';

type JsonObject = { [key: string]: Json };

/** Content type of each service's answers. */
const contentTypes: Readonly<Record<string, string>> = {
  lambda: 'application/json',
  sns: 'text/xml',
  events: 'application/x-amz-json-1.1',
};

/** The two members that follow an answer's own. `body` is the answer whose length the headers state. */
export function httpMetadata(
  service: string,
  body: Json,
  requestId: string,
  now: number,
  more: Readonly<Record<string, string>> = {},
): JsonObject {
  const headers: Record<string, string> = {
    connection: 'keep-alive',
    'Content-Length': String(Buffer.byteLength(JSON.stringify(body))),
    'Content-Type': contentTypes[service] ?? 'application/x-amz-json-1.0',
    Date: new Date(now).toUTCString(),
    'x-amzn-RequestId': requestId,
    ...more,
  };
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      HttpHeaders: headers,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
